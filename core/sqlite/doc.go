// Package sqlite keeps the results of experiments in one SQLite file,
// gander.db, in the results folder.
//
// One process writes at a time: Open takes the lock file gander.lock beside the
// database, and a second writer is told who holds it. Any number of readers
// (OpenReader, the sqlite3 shell, a notebook) work while it writes and never
// block it. What a method of Store has returned from has reached the disk: the
// database runs in WAL mode with synchronous=FULL, one fsync a transaction. The
// folder must be on a local file system.
//
// # Asking questions
//
// The tables are normalised; the views beside them are made to be read. Open
// the file with any SQLite client, read-only while gander runs:
//
//	sqlite3 -readonly results/gander.db 'SELECT * FROM v_scores_by_label'
//
//	v_runs             one row for each run, with how far it has come
//	v_attempts         each time that a run was taken up: binary, machine, times
//	v_points           steps, updates, images, multiply-adds and seconds over a run
//	v_scalars          the curves that variants reported: last, mean, min, max
//	v_scores           every score of every run at every step
//	v_final_scores     the last scores of runs that are done
//	v_scores_by_label  those over seeds: what to compare
//	v_artifacts        the files that runs made
//	v_flags            what ails the training of runs that have ended
//
// For example, the best seed of every label, and a loss curve:
//
//	SELECT label, seed, min(value) FROM v_final_scores WHERE key = 'kd' GROUP BY label;
//	SELECT images, mean FROM v_scalars WHERE label = 'wgan-gp' AND seed = 1 AND role = 'loss_d' ORDER BY step;
//
// SQLite cannot hold NaN. Where a scalar or a score is NaN its column is NULL,
// which aggregates skip; since a row is there only when a value was reported,
// NULL has no other meaning in those columns. Infinities are kept as they are.
//
// Points, scalars, scores and artifacts are the same bits each time that a run
// is done. The tables attempts and measured (and the column
// checkpoints.seconds) hold what was measured and lie outside that promise.
package sqlite
