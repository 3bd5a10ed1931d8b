// Package dataset turns sources into prepared files.
//
// A Source knows where rows come from: fonts rendered into the program, a
// formula, a folder, files that a program has fetched. It declares its options,
// so that a spec can be checked without reading any data. Prepare asks it for
// rows once and writes one immutable file a split into a cache, under a name
// that depends on all that the bytes depend on, the contents of files among
// them; from then on every run maps these files. Equal options give equal bytes
// on every machine.
//
// Sources of pictures share their way. A collection is what such a source
// found: items with class, attributes, domain and split, if any. Options choose
// among the items, the seed divides them, and the pictures of each split are
// read on all processors, brought to size by a transform and written in order.
// What is ahead of the writer is bounded, so data may be larger than memory.
//
// Input is not trusted. Dimensions are held against the length of a file before
// anything is allocated for them; archives are read and never unpacked to disk;
// a picture that cannot be read is named, and stops the preparation or is left
// out as the user says.
//
// A Named dataset is a public one whose files are known by their SHA-256. Fetch
// gets them when a person asks; nothing else here uses the network.
package dataset
