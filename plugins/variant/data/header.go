// Package data is the format of a prepared dataset and the order of its
// batches: one leaf that the host, the SDK and the documentation share.
//
// A prepared split is one immutable file: a header that says what is in it,
// then the rows, labels, attributes and domains, each section 64-byte aligned.
// Every process maps it read-only, so that all variants learn from one copy.
package data

// A Header says what a prepared split holds. It is kept with every run, so
// that a finished run can be sampled after its data is gone.
type Header struct {
	Format     int      `json:"format"`               // version of the file format: 1
	Name       string   `json:"name"`                 // of the source: "glyphs", "ring"
	Split      string   `json:"split"`                // "train", "validation" or "test"
	Kind       string   `json:"kind"`                 // KindImage or KindPoint
	Rows       int      `json:"rows"`                 // number of samples
	Shape      []int    `json:"shape"`                // of one row: {H, W, C}, or {2} for points
	DType      string   `json:"dtype"`                // U8 or F32
	Classes    []string `json:"classes,omitempty"`    // label i means Classes[i]
	Attributes []string `json:"attributes,omitempty"` // column j means Attributes[j]
	Domains    []string `json:"domains,omitempty"`    // domain i means Domains[i]
	// Modes are the centres of a known mixture, and ModeStd the standard
	// deviation of each of its components, where the truth is exact.
	Modes   [][]float64 `json:"modes,omitempty"`
	ModeStd float64     `json:"mode_std,omitempty"`
	// SHA256 is the hash of the sections, in hexadecimal: it names the data.
	SHA256   string    `json:"sha256"`
	Sections []Section `json:"sections"`
}

// A Section is one aligned block of the file.
type Section struct {
	Name   string `json:"name"`   // "rows", "labels", "attributes" or "domains"
	Offset int64  `json:"offset"` // from the beginning of the file, a multiple of 64
	Bytes  int64  `json:"bytes"`
}

// The kinds of rows and the types of their numbers.
const (
	KindImage = "image" // U8, HWC, 0 is black and 255 white
	KindPoint = "point" // F32
	U8        = "uint8"
	F32       = "float32" // little endian
)
