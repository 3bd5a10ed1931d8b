// Package data is the format of a prepared dataset and the order of its
// batches: one leaf that the host, the SDK and the documentation share.
//
// A prepared split is one immutable file. Every process maps it read-only, so
// that all variants learn from one copy:
//
//	offset  bytes
//	0       8     "GANDERDS"
//	8       4     version of the format, 1
//	12      4     length of the header in bytes
//	16      32    SHA-256 of the header
//	48      16    zero
//	64      …     the header: a Header in JSON, with spaces after it or not
//	…             zeros up to the next multiple of 64; here the sections begin
//
// The sections follow one another in a fixed order, each beginning at a
// multiple of 64 bytes with zeros between them, and the file ends with the
// last. A section that the header does not ask for is absent.
//
//	rows        Rows × Shape numbers of DType, row-major
//	labels      Rows × int32, indices into Classes
//	attributes  Rows × len(Attributes) × uint8, 0 or 1
//	domains     Rows × int32, indices into Domains
//	groups      Rows × int32, less than Groups
//
// All numbers are little endian. The header carries the SHA-256 of everything
// from the first section to the end of the file, and the preamble that of the
// header, so that no bit of a file can change unnoticed.
//
// testdata/README.md describes test vectors for all of this in other languages.
package data
