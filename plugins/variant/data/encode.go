package data

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

const (
	magic     = "GANDERDS"
	version   = 1
	preamble  = 64      // bytes before the header
	maxHeader = 1 << 24 // bytes; a million short class names
)

// ErrFormat marks bytes that are not a sound prepared file: cut short,
// changed, of a later version, or something else altogether.
var ErrFormat = errors.New("not a sound prepared file")

// EncodeHeader gives the header as JSON. Equal headers give equal bytes.
func EncodeHeader(h Header) ([]byte, error) {
	if err := h.check(); err != nil {
		return nil, fmt.Errorf("header of dataset %q: %w", h.Name, err)
	}
	return json.Marshal(h)
}

// DecodeHeader reads what EncodeHeader wrote and checks it. Its errors wrap
// ErrFormat.
func DecodeHeader(b []byte) (Header, error) {
	var h Header
	if err := json.Unmarshal(b, &h); err != nil {
		return Header{}, fmt.Errorf("%w: header: %w", ErrFormat, err)
	}
	if err := h.check(); err != nil {
		return Header{}, fmt.Errorf("%w: header: %w", ErrFormat, err)
	}
	return h, nil
}

// encodeStart gives everything before the first section: preamble, header and
// the zeros after it. Spaces fill a header up that would take less than room
// bytes, a multiple of 64.
func encodeStart(h Header, room int) ([]byte, error) {
	text, err := EncodeHeader(h)
	if err != nil {
		return nil, err
	}
	if aligned(preamble+int64(len(text))) < int64(room) {
		text = append(text, bytes.Repeat([]byte(" "), room-preamble-len(text))...)
	}
	if len(text) > maxHeader {
		return nil, fmt.Errorf("header of dataset %q has %d bytes, more than %d", h.Name, len(text), maxHeader)
	}
	start := make([]byte, aligned(preamble+int64(len(text))))
	copy(start, magic)
	binary.LittleEndian.PutUint32(start[8:], version)
	binary.LittleEndian.PutUint32(start[12:], uint32(len(text)))
	sum := sha256.Sum256(text)
	copy(start[16:], sum[:])
	copy(start[preamble:], text)
	return start, nil
}

// decodeStart reads the header of a whole file and finds where its sections
// begin. It trusts nothing: every length is held against that of the file.
func decodeStart(file []byte) (h Header, body int64, err error) {
	if len(file) < preamble || string(file[:8]) != magic {
		return Header{}, 0, fmt.Errorf("%w: it does not begin with %s", ErrFormat, magic)
	}
	if v := binary.LittleEndian.Uint32(file[8:]); v != version {
		return Header{}, 0, fmt.Errorf("%w: format %d, this program reads %d", ErrFormat, v, version)
	}
	n := int64(binary.LittleEndian.Uint32(file[12:]))
	body = aligned(preamble + n)
	if n > maxHeader || body > int64(len(file)) {
		return Header{}, 0, fmt.Errorf("%w: it ends within its header", ErrFormat)
	}
	text := file[preamble : preamble+n]
	if sum := sha256.Sum256(text); !bytes.Equal(sum[:], file[16:48]) {
		return Header{}, 0, fmt.Errorf("%w: its header was changed", ErrFormat)
	}
	if !zero(file[48:preamble]) || !zero(file[preamble+n:body]) {
		return Header{}, 0, fmt.Errorf("%w: the padding of its header was changed", ErrFormat)
	}
	if h, err = DecodeHeader(text); err != nil {
		return Header{}, 0, err
	}
	if want := body + h.bodyBytes(); want != int64(len(file)) {
		return Header{}, 0, fmt.Errorf("%w: it has %d bytes, its header says %d", ErrFormat, len(file), want)
	}
	return h, body, nil
}

func zero(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}
