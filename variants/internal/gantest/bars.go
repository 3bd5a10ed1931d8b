package gantest

import (
	"testing"

	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// Bars is a dataset of images of one bar each, which know everything of
// themselves: the class (lying or standing), the attributes thick and bright,
// the domain (thin or thick), and the group of four images that differ in
// their attributes alone.
func Bars(t testing.TB, size, channels int) variant.Dataset {
	t.Helper()
	h := data.Header{
		Name: "bars", Split: data.Train, Kind: data.KindImage, DType: data.U8, Shape: []int{size, size, channels}, Rows: 128,
		Classes: []string{"lying", "standing"}, Attributes: []string{"thick", "bright"}, Domains: []string{"thin", "thick"}, Groups: 32,
	}
	s := num.NewStream(3, "bars")
	return write(t, h, func(i int) data.Sample {
		standing, thick, bright := i%2, i/2%2, i/4%2
		group := i%2 + i/8*2
		b := bar{size: size, channels: channels, standing: standing == 1, width: size/8 + thick*size/4, value: byte(120 + 135*bright)}
		b.from = int(s.Float64(uint64(group)) * float64(size/2))
		return data.Sample{
			Pixels: b.draw(), Label: standing, Attributes: []uint8{uint8(thick), uint8(bright)}, Domain: thick, Group: group,
		}
	})
}

// bar is a stripe across an image.
type bar struct {
	size, channels, from, width int
	standing                    bool
	value                       byte
}

func (b bar) draw() []byte {
	pixels := make([]byte, b.size*b.size*b.channels)
	for i := range pixels {
		y, x := i/b.channels/b.size, i/b.channels%b.size
		if b.standing {
			y = x
		}
		if y >= b.from && y < b.from+b.width {
			pixels[i] = b.value
		}
	}
	return pixels
}

// Rows are the conditions of n samples of what a dataset holds: its classes,
// domains and attributes in turn, and images to translate where it has such.
func Rows(t testing.TB, d variant.Dataset, n int) []variant.Row {
	t.Helper()
	f, err := data.Open(d.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := make([]variant.Row, n)
	for i := range rows {
		rows[i] = variant.Row{Index: uint64(i), Label: -1, Domain: -1}
		if k := len(d.Header.Classes); k > 0 {
			rows[i].Label = i % k
		}
		if k := len(d.Header.Domains); k > 0 {
			rows[i].Domain = i % k
		}
		for j := range d.Header.Attributes {
			rows[i].Attributes = append(rows[i].Attributes, float32(i>>j&1))
		}
		if rows[i].Domain >= 0 || rows[i].Attributes != nil {
			rows[i].Source = make([]float32, d.Header.RowSize())
			f.Floats(rows[i].Source, []int{i * 5 % f.Rows()})
		}
	}
	return rows
}
