// Package runner takes an experiment from its plan to its last checkpoint.
//
// Plan turns the experiment into runs with their identities. Runner.Run puts
// them on lanes; each run is launched as a process, opened, taken from its last
// checkpoint (or its first step) from milestone to milestone, and at each of
// them evaluated, saved, or both. What happened is in the store when the
// milestone has passed, so a run that was killed goes on from its last
// checkpoint and ends with the same bits.
//
// The package knows variants, stores and judges by interface alone.
package runner
