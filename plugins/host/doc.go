// Package host finds variants, starts each as a process of its own and speaks
// with it.
//
// Discover looks for plugins in order of precedence and makes a Catalog. A
// Launcher starts a variant of the catalog by name; what it gives is a Process,
// the variant and its learner seen from this side: Describe, Open, Advance,
// Sample, Save and Close. The variants that gander has built in go the same way
// as any other: the program starts itself.
//
// A process may crash, hang, refuse or print nonsense. Each of these ends is an
// *Error with a named outcome and the last lines of the process's log, and none
// of them keeps the host waiting for ever. Isolation means that accidents stay
// apart, not that a hostile program is locked in: a plugin runs with the rights
// of its user.
package host
