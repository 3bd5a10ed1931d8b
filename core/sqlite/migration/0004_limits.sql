-- What an attempt was allowed: 0 for no limit, and what kept its variant from
-- the rest of the machine. Attempts before this were not contained.
ALTER TABLE attempts ADD COLUMN memory_limit INTEGER NOT NULL DEFAULT 0; -- bytes
ALTER TABLE attempts ADD COLUMN thread_limit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN containment TEXT NOT NULL DEFAULT 'none';

DROP VIEW v_attempts;
CREATE VIEW v_attempts AS
SELECT e.name AS experiment, r.id AS run, r.label, r.seed, a.number,
	a.from_step, a.status, a.reason, a.started, a.finished, a.gander_version,
	a.variant_version, a.numerics, a.binary, a.machine, a.device, a.threads,
	a.max_rss, a.cpu_seconds, a.memory_limit, a.thread_limit, a.containment
FROM attempts a
JOIN runs r ON r.num = a.run
JOIN experiments e ON e.num = r.experiment;
