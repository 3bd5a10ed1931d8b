package gan_test

import (
	"math"
	"slices"
	"testing"

	"gander/core/nn"
	"gander/variants/internal/gan"
)

// numbered gives n images of two numbers, which say when they were made.
func numbered(from, n int) []float32 {
	var images []float32
	for i := range n {
		images = append(images, float32(from+i), -float32(from+i))
	}
	return images
}

func TestPoolHandsBackUntilItIsFull(t *testing.T) {
	p := gan.NewPool(nn.NewRegistry(nn.Float32, 1), "a", 6, 2)
	for k := range 3 {
		images := numbered(2*k, 2)
		p.Exchange(images, uint64(2*k))
		if want := numbered(2*k, 2); !slices.Equal(images, want) {
			t.Errorf("batch %d came back as %v, want %v", k, images, want)
		}
	}
}

// Of the images that follow, half come back at once; the others wait for a
// number of exchanges that is geometric with mean size, which makes 2·size
// images. No image comes back twice but those that filled the pool.
func TestPoolStatistics(t *testing.T) {
	const size, n = 50, 40000
	p := gan.NewPool(nn.NewRegistry(nn.Float32, 2), "a", size, 2)
	p.Exchange(numbered(0, size), 0)
	seen := map[float32]bool{}
	fresh, waited, late := 0, 0.0, 0
	for i := size; i < size+n; i++ {
		image := numbered(i, 1)
		p.Exchange(image, uint64(i))
		if image[1] != -image[0] {
			t.Fatalf("an image of %v", image)
		}
		if seen[image[0]] {
			t.Fatalf("image %v came back twice", image[0])
		}
		seen[image[0]] = true
		if image[0] == float32(i) {
			fresh++
		} else {
			late++
			waited += float64(i) - float64(image[0])
		}
	}
	if share := float64(fresh) / n; math.Abs(share-0.5) > 0.01 {
		t.Errorf("%v of the images came back at once, want half", share)
	}
	if mean := waited / float64(late); math.Abs(mean-2*size) > 3 {
		t.Errorf("the others waited for %v images, want %d", mean, 2*size)
	}
}

func TestPoolOfNothing(t *testing.T) {
	p := gan.NewPool(nn.NewRegistry(nn.Float32, 1), "a", 0, 2)
	for i := range 5 {
		images := numbered(i, 3)
		if p.Exchange(images, uint64(i)); !slices.Equal(images, numbered(i, 3)) {
			t.Errorf("images came back as %v", images)
		}
	}
}

func TestPoolGoesOnWhereItStopped(t *testing.T) {
	whole := nn.NewRegistry(nn.Float32, 3)
	p := gan.NewPool(whole, "a", 4, 2)
	p.Exchange(numbered(0, 10), 0)
	dir := t.TempDir()
	if err := whole.Save(dir); err != nil {
		t.Fatal(err)
	}
	other := nn.NewRegistry(nn.Float32, 3)
	q := gan.NewPool(other, "a", 4, 2)
	if err := other.Load(dir); err != nil {
		t.Fatal(err)
	}
	want, got := numbered(10, 10), numbered(10, 10)
	p.Exchange(want, 10)
	q.Exchange(got, 10)
	if !slices.Equal(got, want) {
		t.Errorf("a loaded pool gives %v, want %v", got, want)
	}
}
