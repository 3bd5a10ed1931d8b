package data

// A Header says what a prepared split holds. It is kept with every run, so
// that a finished run can be sampled after its data is gone.
type Header struct {
	Format     int      `json:"format"`               // version of the file format: 1
	Name       string   `json:"name"`                 // of the source: "glyphs", "ring"
	Licence    string   `json:"licence,omitempty"`    // of the rows, for what is made from them
	Split      string   `json:"split"`                // Train, Validation or Test
	Kind       string   `json:"kind"`                 // KindImage or KindPoint
	Rows       int      `json:"rows"`                 // number of samples
	Shape      []int    `json:"shape"`                // of one row: {H, W, C}, or {2} for points
	DType      string   `json:"dtype"`                // U8 or F32
	Classes    []string `json:"classes,omitempty"`    // label i means Classes[i]
	Attributes []string `json:"attributes,omitempty"` // column j means Attributes[j]
	Domains    []string `json:"domains,omitempty"`    // domain i means Domains[i]
	// Stacked are the classes of each channel by itself, where a picture's class is
	// those of its channels together.
	Stacked []string `json:"stacked,omitempty"`
	// Groups is the number of groups: rows of one group show the same thing,
	// such as one character of one typeface in several styles, and so are the
	// ground truth of a translation. 0 means that none are known.
	Groups int `json:"groups,omitempty"`
	// Clips is the number of clips that rows are frames of: those of one clip follow
	// each other in their order. 0 if rows are no frames, and in training splits.
	Clips int `json:"clips,omitempty"`
	// Modes are the centres of a known mixture, and ModeStd the standard
	// deviation of each of its components, where the truth is exact.
	Modes   [][]float64 `json:"modes,omitempty"`
	ModeStd float64     `json:"mode_std,omitempty"`
	// Source is the SHA-256 over the files that the rows come from, empty where
	// there are none, and Transform says how pictures came to their shape: "largest
	// centred square, bicubic to 64×64".
	Source    string `json:"source,omitempty"`
	Transform string `json:"transform,omitempty"`
	// Augment is what learners do to every draw; nil for nothing.
	Augment *Augment `json:"augment,omitempty"`
	// SHA256 is the hash of the sections, in hexadecimal: it names the data.
	SHA256   string    `json:"sha256"`
	Sections []Section `json:"sections"`
}

// A Section is one aligned block of the file.
type Section struct {
	Name   string `json:"name"`   // "rows", "labels", "attributes", "domains", "groups" or "clips"
	Offset int64  `json:"offset"` // from where the first section begins, a multiple of 64
	Bytes  int64  `json:"bytes"`
}

// The splits of a dataset.
const (
	Train      = "train"
	Validation = "validation"
	Test       = "test"
)

// The kinds of rows and the types of their numbers.
const (
	KindImage = "image" // U8, HWC, 0 is black and 255 white
	KindPoint = "point" // F32
	U8        = "uint8"
	F32       = "float32" // little endian
)

// RowSize is how many numbers one row has.
func (h Header) RowSize() int {
	n := 1
	for _, d := range h.Shape {
		n *= d
	}
	return n
}

// rowBytes is how many bytes one row takes in the file.
func (h Header) rowBytes() int {
	if h.DType == F32 {
		return 4 * h.RowSize()
	}
	return h.RowSize()
}
