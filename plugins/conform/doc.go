// Package conform checks that a variant keeps the contract of variant.proto,
// in whatever language it is written.
//
// Checks is the table: each check has a rule, which a sentence says, and a hint
// at what to do where the rule is broken. Verify runs the table against a
// Target, the executable of a plugin, and gives a Report; Run does the same
// under go test, for a Go variant without its process as well:
//
//	func TestConformance(t *testing.T) { conform.Run(t, conform.Variant(mygan.New())) }
//
// Every check opens a learner of its own on a tiny dataset, so that one broken
// rule is one failed check wherever possible. Checks speak to the plugin in
// bare messages: the host's own half forgives, and hides, too much.
package conform
