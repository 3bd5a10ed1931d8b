package checkpoint

import (
	"bufio"
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

// Write makes the file path, of the given tensors, and returns once it is on
// the disk. The order of tensors makes no difference to its bytes.
func Write(path string, tensors []Tensor) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write tensors: %w", err)
	}
	defer func() {
		if e := f.Close(); e != nil && err == nil {
			err = fmt.Errorf("write tensors: %w", e)
		}
	}()
	if err := Encode(f, tensors); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write tensors: %w", err)
	}
	return nil
}

// Encode writes tensors to w in the format of a file.
func Encode(w io.Writer, tensors []Tensor) error {
	sorted := slices.Clone(tensors)
	slices.SortFunc(sorted, func(a, b Tensor) int {
		return cmp.Or(cmp.Compare(b.DType.Size(), a.DType.Size()), cmp.Compare(a.Name, b.Name))
	})
	if err := check(sorted); err != nil {
		return err
	}
	buffered := bufio.NewWriter(w)
	head := header(sorted)
	head = append(head, bytes.Repeat([]byte{' '}, -len(head)&7)...)
	buffered.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(head))))
	buffered.Write(head)
	for _, t := range sorted {
		buffered.Write(t.Data)
	}
	return buffered.Flush() // reports the first error of any Write
}

// check lists every tensor that could not be read back.
func check(tensors []Tensor) error {
	var errs []error
	seen := map[string]bool{}
	for _, t := range tensors {
		n, ok := count(t.Shape, max(t.DType.Size(), 1))
		switch {
		case t.Name == "" || t.Name == metadata:
			errs = append(errs, fmt.Errorf("tensor named %q", t.Name))
		case seen[t.Name]:
			errs = append(errs, fmt.Errorf("two tensors named %q", t.Name))
		case t.DType.Size() == 0:
			errs = append(errs, fmt.Errorf("tensor %s has unknown dtype %q", t.Name, t.DType))
		case !ok || n*t.DType.Size() != len(t.Data):
			errs = append(errs, fmt.Errorf("tensor %s: %d bytes for %s %v", t.Name, len(t.Data), t.DType, t.Shape))
		}
		seen[t.Name] = true
	}
	return errors.Join(errs...)
}

// header is written by hand because its entries stand in the order of the
// data, which a Go map cannot keep.
func header(tensors []Tensor) []byte {
	out := []byte{'{'}
	from := 0
	for i, t := range tensors {
		if i > 0 {
			out = append(out, ',')
		}
		to := from + len(t.Data)
		name, _ := json.Marshal(t.Name) // a string always marshals
		shape, _ := json.Marshal(append([]int{}, t.Shape...))
		out = fmt.Appendf(out, `%s:{"dtype":%q,"shape":%s,"data_offsets":[%d,%d]}`, name, t.DType, shape, from, to)
		from = to
	}
	return append(out, '}')
}
