// Package variantpb is the wire contract of a variant's process as Go types,
// generated from variant.proto. The comments there are the reference; README.md
// says how the contract may change.
package variantpb

//go:generate sh generate.sh
