// Package wire is what both ends of a variant's connection must agree on: the
// handshake, the conversions between the contract's Go types and messages, and
// how errors cross. Package sdk is one end and package host the other.
package wire
