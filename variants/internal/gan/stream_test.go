package gan_test

import (
	"slices"
	"testing"

	"gander/core/nn"
	"gander/plugins/variant/data"
	"gander/variants/internal/gan"
	"gander/variants/internal/gantest"
)

// A draw's facts are those of the same draw's images, in one domain too.
func TestFactsBelongToTheImages(t *testing.T) {
	d := gantest.Bars(t, 16, 1)
	s, err := gan.OpenStream(d, "thick", 5, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	f, err := data.Open(d.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if s.Rows() != len(f.InDomain(1)) {
		t.Errorf("%d rows of %d thick ones", s.Rows(), len(f.InDomain(1)))
	}
	images, want := make([]float32, 5*256), make([]float32, 256)
	facts := make([]float32, 5*2)
	number := s.Facts(func(dst []float32, f *data.File, row int) { dst[0], dst[1] = float32(row), float32(f.Domain(row)) })
	labels := s.Facts(gan.Label)
	for k := range uint64(40) { // beyond an epoch
		classes := make([]float32, 5*2)
		if err := s.Images()(images, k); err != nil {
			t.Fatal(err)
		}
		if err := number(facts, k); err != nil {
			t.Fatal(err)
		}
		if err := labels(classes, k); err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			row, domain := int(facts[2*i]), facts[2*i+1]
			if f.Floats(want, []int{row}); domain != 1 || !slices.Equal(images[i*256:(i+1)*256], want) {
				t.Fatalf("draw %d: image %d is not row %d of domain %v", k, i, row, domain)
			}
			if classes[2*i+f.Label(row)] != 1 || classes[2*i]+classes[2*i+1] != 1 {
				t.Fatalf("draw %d: labels %v of row %d", k, classes[2*i:2*i+2], row)
			}
		}
	}
}

func TestDomainsWithoutImagesAreRefused(t *testing.T) {
	if _, err := gan.OpenStream(gantest.Bars(t, 16, 1), "thickest", 5, 1); err == nil {
		t.Error("a domain without images is opened")
	}
}

// tenfold writes 10k, 10k+1, … for draw k.
func tenfold(sign float32) nn.Source {
	return func(dst []float32, k uint64) error {
		for i := range dst {
			dst[i] = sign * float32(10*k+uint64(i))
		}
		return nil
	}
}

func TestInTurn(t *testing.T) {
	s, got := gan.InTurn(2, tenfold(1), tenfold(-1)), make([]float32, 2)
	for k, want := range [][]float32{{0, 1}, {10, 11}, {0, -1}, {-10, -11}, {20, 21}, {30, 31}, {-20, -21}} {
		if err := s(got, uint64(k)); err != nil || !slices.Equal(got, want) {
			t.Errorf("draw %d = %v, want %v", k, got, want)
		}
	}
}

func TestShuffled(t *testing.T) {
	s, got := gan.Shuffled(tenfold(1), 4, 1, "order"), make([]float32, 8)
	moved := 0
	for k := range uint64(20) {
		if err := s(got, k); err != nil {
			t.Fatal(err)
		}
		rows := map[float32]bool{}
		for i := range 4 {
			if got[2*i+1] != got[2*i]+1 {
				t.Fatalf("draw %d: row %d is %v", k, i, got[2*i:2*i+2])
			}
			rows[got[2*i]-float32(10*k)] = true
			if got[2*i] != float32(10*k)+float32(2*i) {
				moved++
			}
		}
		if len(rows) != 4 {
			t.Fatalf("draw %d has the rows %v", k, rows)
		}
	}
	if moved < 40 || moved == 80 { // three in four move by chance
		t.Errorf("%d of 80 rows moved", moved)
	}
}
