-- Views for people: the tables above with names in place of numbers. They are
-- the part of this file that other programs may rely on.

-- v_runs: one row for each run, with how far it has come.
CREATE VIEW v_runs AS
SELECT e.name AS experiment, r.position, r.id AS run, r.label, r.variant,
	r.datasets ->> 0 AS dataset, r.seed, r.status, r.reason,
	coalesce(p.step, 0) AS step, coalesce(p.d_updates, 0) AS d_updates,
	coalesce(p.g_updates, 0) AS g_updates, coalesce(p.images, 0) AS images,
	coalesce(p.macs, 0) AS macs, coalesce(m.seconds, 0.0) AS seconds,
	r.budget_currency, r.budget_amount, r.generator_params,
	r.discriminator_params, r.created, r.started, r.finished, r.dir
FROM runs r
JOIN experiments e ON e.num = r.experiment
LEFT JOIN points p ON p.run = r.num
	AND p.step = (SELECT max(step) FROM points WHERE run = r.num)
LEFT JOIN measured m ON m.run = p.run AND m.step = p.step;

-- v_attempts: one row for each time that a run was taken up.
CREATE VIEW v_attempts AS
SELECT e.name AS experiment, r.id AS run, r.label, r.seed, a.number,
	a.from_step, a.status, a.reason, a.started, a.finished, a.gander_version,
	a.variant_version, a.numerics, a.binary, a.machine, a.device, a.threads,
	a.max_rss, a.cpu_seconds
FROM attempts a
JOIN runs r ON r.num = a.run
JOIN experiments e ON e.num = r.experiment;

-- v_points: one row for each recorded point, the clock included.
CREATE VIEW v_points AS
SELECT e.name AS experiment, r.id AS run, r.label, r.variant,
	r.datasets ->> 0 AS dataset, r.seed, p.step, p.d_updates, p.g_updates,
	p.images, p.macs, m.seconds
FROM points p
JOIN measured m ON m.run = p.run AND m.step = p.step
JOIN runs r ON r.num = p.run
JOIN experiments e ON e.num = r.experiment;

-- v_scalars: the curves. NULL stands for NaN.
CREATE VIEW v_scalars AS
SELECT e.name AS experiment, r.id AS run, r.label, r.variant,
	r.datasets ->> 0 AS dataset, r.seed, s.step, p.images, p.macs, m.seconds,
	k.name AS key, k.role, s.last, s.mean, s.min, s.max
FROM scalars s
JOIN keys k ON k.num = s.key
JOIN points p ON p.run = s.run AND p.step = s.step
JOIN measured m ON m.run = s.run AND m.step = s.step
JOIN runs r ON r.num = s.run
JOIN experiments e ON e.num = r.experiment;

-- v_scores: every score of every run at every step. NULL stands for NaN.
CREATE VIEW v_scores AS
SELECT e.name AS experiment, r.id AS run, r.label, r.variant, s.dataset,
	r.seed, r.status, s.step, s.images, s.key, s.value, s.unit, s.direction,
	s.floor, s.ceiling, s.weights, s.identity
FROM scores s
JOIN runs r ON r.num = s.run
JOIN experiments e ON e.num = r.experiment;

-- v_final_scores: the scores of the last step that a finished run was scored at.
CREATE VIEW v_final_scores AS
SELECT * FROM v_scores v
WHERE v.status = 'done' AND v.step = (
	SELECT max(s.step) FROM scores s JOIN runs r ON r.num = s.run WHERE r.id = v.run);

-- v_scores_by_label: what to compare. One row for each label and score, over
-- the seeds that are done.
CREATE VIEW v_scores_by_label AS
SELECT experiment, dataset, key, label, count(*) AS seeds, avg(value) AS mean,
	min(value) AS min, max(value) AS max, direction, unit, avg(floor) AS floor,
	avg(ceiling) AS ceiling, weights, identity
FROM v_final_scores
GROUP BY experiment, dataset, key, identity, weights, label;

-- v_artifacts: the files that runs made.
CREATE VIEW v_artifacts AS
SELECT e.name AS experiment, r.id AS run, r.label, r.seed, a.step, a.kind,
	a.path, a.bytes, a.sha256
FROM artifacts a
JOIN runs r ON r.num = a.run
JOIN experiments e ON e.num = r.experiment;
