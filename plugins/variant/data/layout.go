package data

// align is where sections begin: the width of a cache line, and of the widest
// vector registers.
const align = 64

// The names of the sections, in their order in the file.
const (
	secRows       = "rows"
	secLabels     = "labels"
	secAttributes = "attributes"
	secDomains    = "domains"
	secGroups     = "groups"
	secClips      = "clips"
)

// layout is where the sections of a header lie. Names and lengths follow from
// the rest of the header, so that a reader can hold a file against it.
func (h Header) layout() []Section {
	rows := int64(h.Rows)
	var sections []Section
	end := int64(0)
	add := func(name string, perRow int, wanted bool) {
		if !wanted {
			return
		}
		s := Section{Name: name, Offset: aligned(end), Bytes: rows * int64(perRow)}
		sections = append(sections, s)
		end = s.Offset + s.Bytes
	}
	add(secRows, h.rowBytes(), true)
	add(secLabels, 4, len(h.Classes) > 0)
	add(secAttributes, len(h.Attributes), len(h.Attributes) > 0)
	add(secDomains, 4, len(h.Domains) > 0)
	add(secGroups, 4, h.Groups > 0)
	add(secClips, 4, h.Clips > 0)
	return sections
}

// bodyBytes is the length of all sections with the zeros between them.
func (h Header) bodyBytes() int64 {
	last := h.Sections[len(h.Sections)-1]
	return last.Offset + last.Bytes
}

// aligned is the smallest multiple of align that is not less than n.
func aligned(n int64) int64 { return (n + align - 1) / align * align }
