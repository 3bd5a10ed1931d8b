package checkpoint

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// ErrCorrupt marks bytes that are not a well-formed file of tensors.
var ErrCorrupt = errors.New("corrupt tensor file")

const (
	// maxHeader is the limit of the reference implementation.
	maxHeader = 100_000_000
	metadata  = "__metadata__" // free text that other writers leave
)

// Read gives the tensors of the file path in the order of the file. They
// share one block of memory.
func Read(path string) ([]Tensor, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read tensors: %w", err)
	}
	tensors, err := Decode(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return tensors, nil
}

// Metadata gives the free text that the writer of the file path has left, by its
// keys; none where there is none.
func Metadata(path string) (map[string]string, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read tensors: %w", err)
	}
	if _, err := Decode(file); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	var header map[string]json.RawMessage
	text := map[string]string{}
	err = json.Unmarshal(file[8:8+binary.LittleEndian.Uint64(file)], &header)
	if own := header[metadata]; err == nil && own != nil {
		err = json.Unmarshal(own, &text)
	}
	return text, err
}

// Decode gives the tensors of a whole file; their Data share memory with it.
// Errors wrap ErrCorrupt.
func Decode(file []byte) ([]Tensor, error) {
	if len(file) < 8 {
		return nil, corrupt("%d bytes are too few for a header", len(file))
	}
	n := binary.LittleEndian.Uint64(file)
	if n > maxHeader || n > uint64(len(file)-8) {
		return nil, corrupt("header of %d bytes in a file of %d", n, len(file))
	}
	entries, err := parse(file[8 : 8+n])
	if err != nil {
		return nil, err
	}
	return cut(entries, file[8+n:])
}

// entry is what the header says of one tensor.
type entry struct {
	name    string
	DType   DType `json:"dtype"`
	Shape   []int `json:"shape"`
	Offsets []int `json:"data_offsets"`
}

// parse reads the header token by token, since json.Unmarshal would let the
// second of two equal names replace the first.
func parse(header []byte) ([]entry, error) {
	if len(header) == 0 || header[0] != '{' {
		return nil, corrupt("the header does not begin with {")
	}
	d := json.NewDecoder(bytes.NewReader(header))
	d.DisallowUnknownFields()
	if _, err := d.Token(); err != nil {
		return nil, corrupt("header: %v", err)
	}
	var entries []entry
	seen := map[string]bool{}
	for d.More() {
		e, err := parseEntry(d)
		if err != nil {
			return nil, err
		}
		if seen[e.name] {
			return nil, corrupt("two entries named %q", e.name)
		}
		seen[e.name] = true
		if e.name != metadata {
			entries = append(entries, e)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, corrupt("header: %v", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, corrupt("something follows the header's last brace")
	}
	return entries, nil
}

func parseEntry(d *json.Decoder) (e entry, err error) {
	token, err := d.Token()
	if err != nil {
		return e, corrupt("header: %v", err)
	}
	e.name = token.(string) // the decoder admits nothing else as a key
	if e.name == metadata {
		var text map[string]string
		err = d.Decode(&text)
	} else {
		err = d.Decode(&e)
	}
	if err != nil {
		return e, corrupt("entry %q: %v", e.name, err)
	}
	return e, nil
}

// cut checks that entries cover data exactly and cuts it into tensors.
func cut(entries []entry, data []byte) ([]Tensor, error) {
	for _, e := range entries {
		if len(e.Offsets) != 2 || e.Shape == nil || e.DType.Size() == 0 {
			return nil, corrupt("tensor %q: dtype %q, shape %v, offsets %v", e.name, e.DType, e.Shape, e.Offsets)
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Offsets[0], b.Offsets[0]), cmp.Compare(a.Offsets[1], b.Offsets[1]))
	})
	tensors := make([]Tensor, len(entries))
	end := 0
	for i, e := range entries {
		from, to := e.Offsets[0], e.Offsets[1]
		n, ok := count(e.Shape, e.DType.Size())
		if from != end || to < from || to > len(data) {
			return nil, corrupt("tensor %q takes bytes %d to %d of %d, expected from %d", e.name, from, to, len(data), end)
		}
		if !ok || n*e.DType.Size() != to-from {
			return nil, corrupt("tensor %q: %d bytes for %s %v", e.name, to-from, e.DType, e.Shape)
		}
		tensors[i] = Tensor{e.name, e.DType, e.Shape, data[from:to:to]}
		end = to
	}
	if end != len(data) {
		return nil, corrupt("%d bytes belong to no tensor", len(data)-end)
	}
	return tensors, nil
}

func corrupt(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrCorrupt, fmt.Sprintf(format, args...))
}
