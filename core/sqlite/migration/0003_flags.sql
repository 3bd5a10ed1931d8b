-- What ails a run's training, found in its points and scores when it has ended:
-- a comparison of many runs need not read all points for it.

ALTER TABLE runs ADD COLUMN examined INTEGER NOT NULL DEFAULT 0; -- 1: flags hold what is to be said of all that is recorded

CREATE TABLE flags (
	run     INTEGER NOT NULL,
	ailment TEXT    NOT NULL,
	step    INTEGER NOT NULL, -- where it begins
	detail  TEXT    NOT NULL,
	CONSTRAINT flag_is_unique PRIMARY KEY (run, ailment, step),
	CONSTRAINT flag_has_a_run FOREIGN KEY (run) REFERENCES runs (num) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- v_flags: what ails runs.
CREATE VIEW v_flags AS
SELECT e.name AS experiment, r.id AS run, r.label, r.variant,
	r.datasets ->> 0 AS dataset, r.seed, f.ailment, f.step, f.detail
FROM flags f
JOIN runs r ON r.num = f.run
JOIN experiments e ON e.num = r.experiment;
