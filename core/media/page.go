package media

// A Page puts pictures side by side under a title.
type Page struct {
	Title   string
	Columns []Image // of the same channels, their upper edges in line
}

const pageGap = 12 // pixels between columns

// Draw makes the page, as wide as title or columns need. It panics without any
// columns.
func (p Page) Draw() Image {
	top := labelHeight([]string{p.Title})
	width, height := -pageGap, 0
	for _, c := range p.Columns {
		width, height = width+pageGap+c.W, max(height, c.H)
	}
	page := New(top+height, max(width, textWidth(p.Title)+2*labelPad), p.Columns[0].C)
	page.fill(paper)
	page.label(p.Title, labelPad, labelPad)
	x := 0
	for _, c := range p.Columns {
		page.paste(c, x, top)
		x += c.W + pageGap
	}
	return page
}
