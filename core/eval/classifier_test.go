package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/plugins/sample"
	"gander/plugins/variant"
)

func TestGoldenClassifierScore(t *testing.T) {
	logits := NewFeatures(12, 4)
	for i := range logits.Rows {
		for c := range logits.Row(i) {
			logits.Row(i)[c] = float64((3*i+5*c)%7) / 2
		}
	}
	logits.softmax()
	near(t, "one split", ClassifierScore(logits), 1.4225714818847692, 1e-12)
	a, b := ClassifierScore(logits.slice(0, 6)), ClassifierScore(logits.slice(6, 12))
	near(t, "mean of two splits", (a+b)/2, 1.4110499207289462, 1e-12)
	near(t, "deviation of two splits", math.Abs(a-b)/2, 0.005555829312569149, 1e-12)

	sure, unsure := NewFeatures(20, 5), NewFeatures(20, 5)
	for i := range 20 {
		sure.Row(i)[i%5] = 1
		copy(unsure.Row(i), []float64{.1, .2, .3, .4, 0})
	}
	near(t, "each class, surely", ClassifierScore(sure), 5, 1e-12)
	near(t, "always the same", ClassifierScore(unsure), 1, 1e-12)
}

func taught(t *testing.T, k kind, cache string) *ImageJudge {
	t.Helper()
	j := newJudge(t, k, cache)
	must(t, j.Teach(context.Background(), nil))
	return j
}

// The classifier is right on test images, is the same whenever it is trained,
// and comes from the cache the second time.
func TestTeach(t *testing.T) {
	cache := t.TempDir()
	j := taught(t, plain, cache)
	cards, err := filepath.Glob(filepath.Join(cache, "classifier-*", cardFile))
	must(t, err)
	if len(cards) != 1 {
		t.Fatalf("the cache holds the cards %v, want one", cards)
	}
	text, err := os.ReadFile(cards[0])
	must(t, err)
	var card Card
	must(t, json.Unmarshal(text, &card))
	if stated, ok := j.Card(); !ok || !strings.Contains(stated.String(), fmt.Sprintf("right on %.1f %% of the classes of test images", 100**card.Classes)) {
		t.Errorf("it is said to be %s", stated)
	}
	if card.Classes == nil || *card.Classes < 0.95 || card.Domains != nil || card.SHA256 != j.classifier.hash {
		t.Errorf("the card says %s; want the hash %s and nearly all classes right", text, j.classifier.hash)
	}
	again := taught(t, plain, "")
	if again.classifier.hash != j.classifier.hash {
		t.Errorf("trained twice: %s and %s", j.classifier.hash, again.classifier.hash)
	}
	cached := newJudge(t, plain, cache)
	must(t, cached.Teach(context.Background(), func(int, int) { t.Error("trained though it is in the cache") }))
	images := noise([]int{side, side, 1}, 70) // more than a batch
	a, b := cached.classifier.run(images), again.classifier.run(images)
	for i, v := range a.Data {
		if v != b.Data[i] {
			t.Fatalf("answer %d is %v from the cache and %v afresh", i, v, b.Data[i])
		}
	}
	if left, err := filepath.Glob(filepath.Join(cache, ".classifier-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestTeachStops(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if err := newJudge(t, plain, "").Teach(cancelled, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestRecognition(t *testing.T) {
	whole := taught(t, plain, warm)
	j := whole.For(variant.LabelToImage)
	real := copies(j)
	size := real.RowSize()
	ignoring := change(real, func(i int, _ []byte) []byte {
		k := (i + 1) % samples
		return real.U8[k*size : (k+1)*size]
	})
	honest, liar := judged(t, j, real), judged(t, j, ignoring)
	if a := honest["accuracy"]; a.Value < 0.95 || *a.Floor < 0.95 || *a.Floor == 1 && *a.Ceiling == 1 {
		t.Errorf("accuracy is %v, of test images %v, of noise %v", a.Value, *a.Floor, *a.Ceiling)
	}
	if a := liar["accuracy"].Value; math.Abs(a-0.25) > 0.1 {
		t.Errorf("accuracy of random classes is %v, not about a quarter", a)
	}
	near(t, "kd_cnn, which ignores classes,", liar["kd_cnn"].Value, honest["kd_cnn"].Value, 1e-9)
	if cs := honest["cs"].Value; cs < 3.5 || cs > 4 {
		t.Errorf("classifier score of four classes is %v", cs)
	}

	lastCS, lastKD, lastKL := math.Inf(1), math.Inf(-1), -0.01
	for i, b := range []sample.Batch{real, dropping(j, 3), dropping(j, 2), dropping(j, 1)} {
		got := judged(t, whole, b)
		cs, kd, kl := got["cs"].Value, got["kd_cnn"].Value, got["label_kl"].Value
		if cs >= lastCS || kd <= lastKD || kl <= lastKL {
			t.Errorf("%d classes dropped: cs %v after %v, kd_cnn %v after %v, label_kl %v after %v", i, cs, lastCS, kd, lastKD, kl, lastKL)
		}
		lastCS, lastKD, lastKL = cs, kd, kl
	}
	near(t, "label_kl of one class", lastKL, math.Log(4), 0.05)
}

func TestRecognitionOfTranslations(t *testing.T) {
	j := taught(t, attributed, warm).For(variant.AttributeTo)
	c := newConditions(j.test, j.task, samples)
	truth, idle := judged(t, j, batch(j.test, c.targets)), judged(t, j, batch(j.test, c.sources))
	near(t, "error on changed bits of the truth", truth["changed_error"].Value, 0, 0.01)
	near(t, "error on changed bits of the sources", idle["changed_error"].Value, 1, 0.01)
	if _, any := truth["kept_error"]; any {
		t.Error("an error of unchanged bits where all bits change")
	}

	d := taught(t, paired, warm)
	c = newConditions(d.test, d.task, samples)
	near(t, "domain accuracy of the truth", judged(t, d, batch(d.test, c.targets))["domain_accuracy"].Value, 1, 0.01)
	near(t, "domain accuracy of the sources", judged(t, d, batch(d.test, c.sources))["domain_accuracy"].Value, 0, 0.01)
}

// A translation should show the class of its source, whether pairs are known or
// sources are merely of the target's class.
func TestTranslationsKeepTheClass(t *testing.T) {
	for name, k := range map[string]kind{"paired": paired, "unpaired": mixed} {
		j := taught(t, k, warm)
		c := newConditions(j.test, j.task, samples)
		shifted := slices.Concat(c.targets[1:], c.targets[:1])
		truth, other := judged(t, j, batch(j.test, c.targets))["class_kept"], judged(t, j, batch(j.test, shifted))["class_kept"]
		near(t, name+": class kept by the truth", truth.Value, 1, 0.03)
		near(t, name+": class kept by real images", *truth.Floor, 1, 0.03)
		near(t, name+": class kept by images of others", other.Value, 0.25, 0.1)
	}
}
