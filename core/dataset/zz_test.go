package dataset
import ("testing";"math/rand";"os";"path/filepath";"time";"fmt")
func TestZZ(t *testing.T) {
	pictures := map[string][]byte{"../x.png": flat(2, 2, 1)}
	for _, name := range []string{"a/1.png", "a/2.png", "a/3.png", "trainA/1.png", "trainB/1.png"} {
		pictures[name] = flat(2, 2, 1)
	}
	seeds := [][]byte{zipped(t, pictures), zipped(t, map[string][]byte{"x.npy": npyFile("|u1", "(9, 2, 2)", make([]byte, 36))}), gzipped(t, []byte("not a tar")), []byte("PK\x05\x06" + string(make([]byte, 18)))}
	path := filepath.Join(t.TempDir(), "a.zip")
	worst := time.Duration(0)
	for i := range 3000 {
		b := append([]byte(nil), seeds[i%4]...)
		if i >= 4 { for range 1+rand.Intn(4) { b[rand.Intn(len(b))] = byte(rand.Intn(256)) } }
		os.WriteFile(path, b, 0o644)
		for _, s := range []string{"imagefolder", "unpaired", "npy", "cifar"} {
			at := time.Now()
			readAll(t, s, map[string]any{"path": path, "size": 4, "limit": 10})
			if d := time.Since(at); d > worst { worst = d; fmt.Println(i, s, d) }
		}
	}
}
