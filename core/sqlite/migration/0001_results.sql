-- The tables of a results folder.
--
-- Every table is STRICT: a column holds what its type says. Times are UTC text
-- (2026-01-31T12:00:00.000000000Z), which sorts as it reads; lists and maps are
-- JSON. A table's "num" is its row's number inside this file alone; people and
-- programs outside name a run by its id.

CREATE TABLE experiments (
	num      INTEGER PRIMARY KEY,
	name     TEXT NOT NULL,
	question TEXT NOT NULL,
	spec     TEXT NOT NULL, -- as expanded, JSON
	text     TEXT NOT NULL, -- as its author wrote it
	created  TEXT NOT NULL,
	changed  TEXT NOT NULL, -- when it or one of its runs last changed
	CONSTRAINT experiment_name_is_unique UNIQUE (name),
	CONSTRAINT experiment_spec_is_json   CHECK (json_valid(spec))
) STRICT;

CREATE TABLE runs (
	num                  INTEGER PRIMARY KEY,
	id                   TEXT    NOT NULL, -- hash of what decides the run's bits
	experiment           INTEGER NOT NULL,
	position             INTEGER NOT NULL, -- in the plan, from 0
	label                TEXT    NOT NULL,
	variant              TEXT    NOT NULL,
	datasets             TEXT    NOT NULL, -- JSON; the first one judges
	params               TEXT    NOT NULL, -- JSON
	seed                 ANY     NOT NULL, -- a number; text from 2^63 on, where SQLite's numbers end
	budget_currency      TEXT    NOT NULL,
	budget_amount        REAL    NOT NULL,
	spec                 TEXT    NOT NULL, -- the resolved run, canonical JSON
	dir                  TEXT    NOT NULL, -- relative to the results folder
	status               TEXT    NOT NULL,
	reason               TEXT    NOT NULL DEFAULT '',
	log_tail             TEXT    NOT NULL DEFAULT 'null', -- JSON
	generator_params     INTEGER NOT NULL DEFAULT 0,
	discriminator_params INTEGER NOT NULL DEFAULT 0,
	macs_per_step        INTEGER NOT NULL DEFAULT 0,
	bytes_resident       INTEGER NOT NULL DEFAULT 0,
	images_per_step      INTEGER NOT NULL DEFAULT 0,
	d_updates_per_step   INTEGER NOT NULL DEFAULT 0,
	latent_dim           INTEGER NOT NULL DEFAULT 0,
	sample_shape         TEXT    NOT NULL DEFAULT 'null', -- JSON
	created              TEXT    NOT NULL,
	started              TEXT, -- of the first attempt
	finished             TEXT, -- of the last attempt
	CONSTRAINT run_id_is_unique      UNIQUE (id),
	CONSTRAINT run_has_an_experiment FOREIGN KEY (experiment) REFERENCES experiments (num),
	CONSTRAINT run_status_is_known   CHECK (status IN
		('planned', 'running', 'done', 'stopped', 'diverged', 'rejected', 'failed', 'crashed', 'hung')),
	CONSTRAINT run_params_are_json   CHECK (json_valid(params) AND json_valid(datasets))
) STRICT;

CREATE INDEX runs_by_experiment ON runs (experiment, position);

-- One row for each time that a run was taken up. All of it lies outside the
-- promise that equal runs give equal bits.
CREATE TABLE attempts (
	run             INTEGER NOT NULL,
	number          INTEGER NOT NULL, -- from 1
	from_step       INTEGER NOT NULL,
	started         TEXT    NOT NULL,
	finished        TEXT,
	status          TEXT    NOT NULL,
	reason          TEXT    NOT NULL,
	gander_version  TEXT    NOT NULL,
	variant_version TEXT    NOT NULL,
	numerics        TEXT    NOT NULL,
	binary          TEXT    NOT NULL,
	binary_sha256   TEXT    NOT NULL,
	dataset_sha256  TEXT    NOT NULL, -- JSON
	machine         TEXT    NOT NULL,
	device          TEXT    NOT NULL,
	threads         INTEGER NOT NULL,
	budget_currency TEXT    NOT NULL,
	budget_amount   REAL    NOT NULL,
	max_rss         INTEGER NOT NULL, -- bytes
	cpu_seconds     REAL    NOT NULL,
	CONSTRAINT attempt_is_unique PRIMARY KEY (run, number),
	CONSTRAINT attempt_has_a_run FOREIGN KEY (run) REFERENCES runs (num) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What a run had done when it reported. Counts are since the run began.
CREATE TABLE points (
	run       INTEGER NOT NULL,
	step      INTEGER NOT NULL,
	d_updates INTEGER NOT NULL,
	g_updates INTEGER NOT NULL,
	images    INTEGER NOT NULL,
	macs      INTEGER NOT NULL,
	CONSTRAINT point_is_unique PRIMARY KEY (run, step),
	CONSTRAINT point_has_a_run FOREIGN KEY (run) REFERENCES runs (num) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What was measured at a point, apart from points because it differs each time
-- that the same run is done.
CREATE TABLE measured (
	run     INTEGER NOT NULL,
	step    INTEGER NOT NULL,
	seconds REAL    NOT NULL, -- spent in training steps since the run began
	CONSTRAINT measured_is_unique   PRIMARY KEY (run, step),
	CONSTRAINT measured_has_a_point FOREIGN KEY (run, step) REFERENCES points (run, step) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The names of scalars. A name can have a role in one variant and another role
-- in the next.
CREATE TABLE keys (
	num  INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	role TEXT NOT NULL, -- loss_d, loss_g, grad_d, grad_g or empty
	CONSTRAINT key_is_unique UNIQUE (name, role)
) STRICT;

-- Values that variants reported, condensed over the steps since the point
-- before. NULL stands for NaN, which SQLite cannot hold: a row is there only if
-- its value was reported, so NULL never means "missing". Infinities are kept.
CREATE TABLE scalars (
	run   INTEGER NOT NULL,
	step  INTEGER NOT NULL,
	key   INTEGER NOT NULL,
	place INTEGER NOT NULL, -- among the point's scalars, from 0
	last  REAL,
	mean  REAL,
	min   REAL,
	max   REAL,
	CONSTRAINT scalar_is_unique   PRIMARY KEY (run, step, key),
	CONSTRAINT scalar_has_a_point FOREIGN KEY (run, step) REFERENCES points (run, step) ON DELETE CASCADE,
	CONSTRAINT scalar_has_a_key   FOREIGN KEY (key) REFERENCES keys (num)
) STRICT, WITHOUT ROWID;

-- Values that gander computed from samples. A NULL value stands for NaN, as in
-- scalars; a NULL floor or ceiling says that the score has none.
CREATE TABLE scores (
	run       INTEGER NOT NULL,
	step      INTEGER NOT NULL,
	images    INTEGER NOT NULL,
	key       TEXT    NOT NULL, -- short: kd, modes
	identity  TEXT    NOT NULL, -- scores of different identity are never compared
	dataset   TEXT    NOT NULL,
	weights   TEXT    NOT NULL,
	value     REAL,
	direction TEXT    NOT NULL,
	unit      TEXT    NOT NULL,
	floor     REAL, -- of real data against real data
	ceiling   REAL, -- of noise
	CONSTRAINT score_is_unique       PRIMARY KEY (run, step, dataset, weights, identity, key),
	CONSTRAINT score_has_a_run       FOREIGN KEY (run) REFERENCES runs (num) ON DELETE CASCADE,
	CONSTRAINT score_direction_known CHECK (direction IN ('lower', 'higher', 'neither'))
) STRICT, WITHOUT ROWID;

CREATE TABLE artifacts (
	run    INTEGER NOT NULL,
	step   INTEGER NOT NULL,
	kind   TEXT    NOT NULL,
	path   TEXT    NOT NULL, -- relative to the results folder
	sha256 TEXT    NOT NULL,
	bytes  INTEGER NOT NULL,
	CONSTRAINT artifact_is_unique PRIMARY KEY (run, path),
	CONSTRAINT artifact_has_a_run FOREIGN KEY (run) REFERENCES runs (num) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- States that a run can go on from.
CREATE TABLE checkpoints (
	run       INTEGER NOT NULL,
	step      INTEGER NOT NULL,
	d_updates INTEGER NOT NULL,
	g_updates INTEGER NOT NULL,
	images    INTEGER NOT NULL,
	macs      INTEGER NOT NULL,
	seconds   REAL    NOT NULL, -- measured
	path      TEXT    NOT NULL, -- a folder, relative to the results folder
	sha256    TEXT    NOT NULL,
	CONSTRAINT checkpoint_is_unique PRIMARY KEY (run, step),
	CONSTRAINT checkpoint_has_a_run FOREIGN KEY (run) REFERENCES runs (num) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
