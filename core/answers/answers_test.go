package answers

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/core/eval"
	"gander/core/media"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

var (
	letters = data.Header{Rows: 20, Classes: []string{"A", "B"}, Shape: []int{4, 4, 1}}
	weights = data.Header{Rows: 20, Classes: []string{"A", "B"}, Domains: []string{"thin", "bold"}, Shape: []int{4, 4, 1}}
	alike   = data.Header{Rows: 20, Classes: []string{"cat", "dog"}, Domains: []string{"cat", "dog"}, Shape: []int{4, 4, 1}}
	styles  = data.Header{Rows: 20, Attributes: []string{"bold", "italic"}, Shape: []int{4, 4, 1}}
)

// put writes small pictures, and metadata if there are lines.
func put(t *testing.T, names []string, lines ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range names {
		m := media.New(4, 4, 1)
		m.Pix[0] = byte(i)
		if err := writePicture(filepath.Join(dir, name), m); err != nil {
			t.Fatal(err)
		}
	}
	if lines != nil {
		if err := os.WriteFile(filepath.Join(dir, "metadata.jsonl"), []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestWhatAFolderIs(t *testing.T) {
	for name, c := range map[string]struct {
		test  data.Header
		task  variant.Task // that is wished for
		names []string
		lines []string
		want  variant.Task
		err   string // that the error speaks of
	}{
		"plain":                     {test: letters, names: []string{"x.png", "deep/y.png"}, want: variant.Image},
		"shards":                    {test: letters, names: []string{"0/x.png", "1/y.png"}, want: variant.Image},
		"classes":                   {test: letters, names: []string{"A/x.png", "B/deep/y.jpg"}, want: variant.LabelToImage},
		"classes, wished plain":     {test: letters, task: variant.Image, names: []string{"A/x.png", "B/y.png"}, want: variant.Image},
		"domains":                   {test: weights, names: []string{"thin/0.png", "bold/000019.png", "back/thin/0.png"}, want: variant.DomainToDomain},
		"classes of data in two":    {test: weights, names: []string{"A/0.png", "B/1.png"}, want: variant.LabelToImage},
		"lines of nothing":          {test: letters, names: []string{"x.png"}, lines: []string{`{"file_name": "x.png"}`}, want: variant.Image},
		"lines of classes":          {test: letters, names: []string{"x.png"}, lines: []string{`{"file_name": "x.png", "label": "B"}`}, want: variant.LabelToImage},
		"lines of domains":          {test: weights, names: []string{"x.png"}, lines: []string{`{"file_name": "x.png", "source": 3, "domain": "bold"}`}, want: variant.DomainToDomain},
		"lines of attributes":       {test: styles, names: []string{"x.png"}, lines: []string{`{"file_name": "x.png", "source": 3, "bold": true, "italic": false}`}, want: variant.AttributeTo},
		"loose beside classes":      {test: letters, names: []string{"A/x.png", "y.png"}, err: `pictures lie beside the folders: "y.png"`},
		"a folder that is no class": {test: letters, names: []string{"A/x.png", "C/y.png"}, err: `neither of "A", "B": "C"`},
		"domains without numbers":   {test: weights, names: []string{"thin/a.png", "bold/20.png"}, err: `0 to 19: "bold/20.png", "thin/a.png"`},
		"classes and domains alike": {test: alike, names: []string{"cat/0.png", "dog/1.png"}, err: "classes and domains alike"},
		"alike, wished domains":     {test: alike, task: variant.DomainToDomain, names: []string{"cat/0.png", "dog/1.png"}, want: variant.DomainToDomain},
		"alike, wished classes":     {test: alike, task: variant.LabelToImage, names: []string{"cat/0.png", "dog/1.png"}, want: variant.LabelToImage},
		"alike, no numbers":         {test: alike, names: []string{"cat/a.png", "dog/1.png"}, want: variant.LabelToImage},
		"attributes by folders":     {test: styles, task: variant.AttributeTo, names: []string{"bold/1.png"}, err: "no metadata.jsonl"},
		"classes that are not":      {test: letters, task: variant.LabelToImage, names: []string{"x.png"}, err: "beside the folders"},
		"lines without a picture":   {test: letters, names: []string{"x.png"}, lines: []string{`{"file_name": "x.png"}`, `{"file_name": "y.png"}`}, err: `not there: "y.png"`},
		"pictures without a line":   {test: letters, names: []string{"x.png", "y.png"}, lines: []string{`{"file_name": "x.png"}`}, err: `says nothing of "y.png"`},
		"lines of other classes":    {test: letters, names: []string{"x.png"}, lines: []string{`{"file_name": "x.png", "label": "C"}`}, err: `line 1: label is "C"`},
		"lines of other domains":    {test: weights, names: []string{"x.png"}, lines: []string{`{"file_name": "x.png", "source": 20, "domain": "fat"}`}, err: "source is not the number"},
		"lines lack an attribute":   {test: styles, names: []string{"x.png"}, lines: []string{`{"file_name": "x.png", "source": 3, "bold": true}`}, err: `attribute "italic"`},
		"no metadata at all":        {test: letters, names: []string{"x.png"}, lines: []string{`{`}, err: "metadata.jsonl: line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Open(put(t, c.names, c.lines...), c.test, c.task)
			switch {
			case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
				t.Errorf("got %v, want an error of %q", err, c.err)
			case c.err == "" && err != nil:
				t.Error(err)
			case c.err == "" && f.Task != c.want:
				t.Errorf("it is %s, want %s", f.Task, c.want)
			}
		})
	}
}

func TestAmbiguousFolders(t *testing.T) {
	for _, names := range [][]string{{"A/x.png", "y.png"}, {"A/x.png", "C/y.png"}} {
		_, err := Open(put(t, names), letters, "")
		var ambiguous *Ambiguous
		if !errors.As(err, &ambiguous) {
			t.Errorf("%q: %v is not called ambiguous", names, err)
		}
	}
}

// asking asks the same questions over and over.
type asking struct{ questions, keep, clips []eval.Question }

func (a asking) Questions(n int) []eval.Question     { return repeated(a.questions, n) }
func (a asking) KeepQuestions(n int) []eval.Question { return repeated(a.keep, n) }
func (a asking) ClipQuestions() []eval.Question      { return a.clips }

func repeated(of []eval.Question, n int) []eval.Question {
	var list []eval.Question
	for i := range n {
		list = append(list, of[i%len(of)])
	}
	return list
}

func ofClass(label int) eval.Question { return eval.Question{Source: -1, Label: label, Domain: -1} }
func to(source, domain int) eval.Question {
	return eval.Question{Source: source, Label: -1, Domain: domain}
}

// Pictures of classes are taken in the order that they are asked for, each once, as
// long as there are some of each.
func TestChooseClasses(t *testing.T) {
	names := []string{"1.png", "2.png", "3.png", "4.png", "5.png"}
	var lines []string
	for i, label := range []string{"A", "A", "B", "A", "B"} {
		lines = append(lines, `{"file_name": "`+names[i]+`", "label": "`+label+`"}`)
	}
	f, err := Open(put(t, names, lines...), letters, "")
	must(t, err)
	byTurns := asking{questions: []eval.Question{ofClass(1), ofClass(0)}}
	c, err := f.Choose(byTurns, 0)
	must(t, err)
	if want := []string{"3.png", "1.png", "5.png", "2.png"}; !slices.Equal(c.Answers, want) {
		t.Errorf("chosen are %q, want %q", c.Answers, want)
	}
	if len(c.Lacking) != 1 || !strings.Contains(c.Lacking[0], `of 5 pictures 4 are judged: what is asked for next is a picture of class "B"`) {
		t.Errorf("it says %q", c.Lacking)
	}
	if c, err := f.Choose(byTurns, 2); err != nil || len(c.Answers) != 2 || c.Lacking != nil {
		t.Errorf("two of them are %+v; %v", c, err)
	}
	if _, err := f.Choose(byTurns, 5); err == nil || !strings.Contains(err.Error(), `class "B" is asked for next; 4 pictures`) {
		t.Errorf("got %v of five", err)
	}
	onlyA, err := Open(put(t, []string{"A/1.png", "A/2.png"}), letters, "")
	must(t, err)
	if _, err := onlyA.Choose(byTurns, 0); err == nil || !strings.Contains(err.Error(), `not there: a picture of class "B"`) {
		t.Errorf("got %v of a class that is missing", err)
	}
}

// Pictures of the next class belong to those of the class, by their names, whether
// metadata or folders tell the classes; some without others are none.
func TestChooseSwaps(t *testing.T) {
	byTurns := asking{questions: []eval.Question{ofClass(1), ofClass(0)}}
	for name, c := range map[string]struct{ names, lines, want []string }{
		"folders":      {names: []string{"A/1.png", "B/1.png", "swapped/A/1.png", "swapped/B/1.png"}, want: []string{"swapped/B/1.png", "swapped/A/1.png"}},
		"none":         {names: []string{"A/1.png", "B/1.png"}},
		"one missing":  {names: []string{"A/1.png", "B/1.png", "swapped/B/1.png"}},
		"metadata":     {names: []string{"1.png", "2.png", "swapped/1.png", "swapped/2.png"}, lines: []string{`{"file_name": "1.png", "label": "A"}`, `{"file_name": "2.png", "label": "B"}`}, want: []string{"swapped/2.png", "swapped/1.png"}},
		"told of them": {names: []string{"swapped/1.png", "swapped/2.png"}, lines: []string{`{"file_name": "swapped/1.png", "label": "A"}`, `{"file_name": "swapped/2.png", "label": "B"}`}},
	} {
		f, err := Open(put(t, c.names, c.lines...), letters, "")
		must(t, err)
		chosen, err := f.Choose(byTurns, 2)
		must(t, err)
		if !slices.Equal(chosen.Swapped, c.want) || len(chosen.Answers) != 2 {
			t.Errorf("%s: swaps are %q of %q, want %q", name, chosen.Swapped, chosen.Answers, c.want)
		}
		if lacking := strings.Join(chosen.Lacking, "\n"); strings.Contains(lacking, "swapped/A/1.png") != (name == "one missing") {
			t.Errorf("%s: it says %q", name, lacking)
		}
	}
}

// A class or a domain may be called like a folder beside answers, and metadata may tell
// of what lies there.
func TestAnswersInFoldersBesideOthers(t *testing.T) {
	classes, domains := letters, weights
	classes.Classes, domains.Domains = []string{"swapped", "walks"}, []string{"back", "clips"}
	for name, c := range map[string]struct {
		test         data.Header
		names, lines []string
		want         variant.Task
		answers      int
	}{
		"classes":       {test: classes, names: []string{"swapped/1.png", "walks/1.png"}, want: variant.LabelToImage, answers: 2},
		"domains":       {test: domains, names: []string{"back/1.png", "clips/1.png", "back-noisy/back/1.png"}, want: variant.DomainToDomain, answers: 2},
		"lines of some": {test: classes, names: []string{"swapped/1.png", "swapped/swapped/1.png", "walks/00/1.png"}, lines: []string{`{"file_name": "swapped/1.png", "label": "walks"}`}, want: variant.LabelToImage, answers: 1},
	} {
		f, err := Open(put(t, c.names, c.lines...), c.test, "")
		must(t, err)
		if f.Task != c.want || len(f.pictures) != c.answers {
			t.Errorf("%s: %v are judged as %s", name, f.pictures, f.Task)
		}
	}
}

// Whatever pictures were asked for, those that metadata tell of may be judged as plain
// ones, without what lies beside them; what lies beside answers of other tasks is
// refused.
func TestPlainPicturesBesideOthers(t *testing.T) {
	names := []string{"1.png", "2.png", "back/1.png", "back-noisy/1.png", "clips/1.png", "swapped/1.png"}
	lines := []string{`{"file_name": "1.png", "label": "A"}`, `{"file_name": "2.png", "label": "B"}`}
	f, err := Open(put(t, names, lines...), letters, variant.Image)
	must(t, err)
	c, err := f.Choose(asking{questions: []eval.Question{ofClass(-1)}}, 0)
	must(t, err)
	if c.There != 2 || c.Back != nil || c.Noisy != nil || c.Clips != nil || c.Swapped != nil {
		t.Errorf("chosen are %+v", c)
	}
	if _, err := Open(put(t, names, lines...), letters, ""); err == nil || !strings.Contains(err.Error(), `says nothing of "back/1.png", "back-noisy/1.png", "clips/1.png"`) {
		t.Errorf("of ways back beside classes it says %v", err)
	}
}

// Translations answer by their sources, in folders as often as they are asked for;
// those into the own domain are to stay, and back/ is the way back.
func TestChooseTranslations(t *testing.T) {
	judge := asking{questions: []eval.Question{to(3, 1), to(4, 0), to(3, 1)}, keep: []eval.Question{to(3, 0), to(4, 1)}, clips: []eval.Question{to(4, 0), to(3, 1)}}
	names := []string{"bold/3.png", "thin/0004.png", "thin/3.png", "bold/4.png", "back/bold/3.png", "back/thin/0004.png", "back-noisy/bold/3.png", "back-noisy/thin/0004.png"}
	f, err := Open(put(t, names), weights, "")
	must(t, err)
	c, err := f.Choose(judge, 3)
	must(t, err)
	for what, lists := range map[string][2][]string{
		"translations": {c.Answers, {"bold/3.png", "thin/0004.png", "bold/3.png"}},
		"kept":         {c.Stay, {"thin/3.png", "bold/4.png", "thin/3.png"}},
		"clips":        {c.Clips, {"thin/0004.png", "bold/3.png"}},
		"ways back":    {c.Back, {"back/bold/3.png", "back/thin/0004.png", "back/bold/3.png"}},
		"from noise":   {c.Noisy, {"back-noisy/bold/3.png", "back-noisy/thin/0004.png", "back-noisy/bold/3.png"}},
	} {
		if !slices.Equal(lists[0], lists[1]) {
			t.Errorf("%s are %q, want %q", what, lists[0], lists[1])
		}
	}
	stills := asking{questions: judge.questions, keep: judge.keep}
	beside, err := Open(put(t, append(names, "clips/000000.png")), weights, "")
	must(t, err)
	if c, err := beside.Choose(stills, 3); err != nil || c.Clips != nil || c.Lacking != nil {
		t.Errorf("where no clips are asked for: %+v; %v", c, err)
	}
	less, err := Open(put(t, names[:2]), weights, "")
	must(t, err)
	c, err = less.Choose(judge, 3)
	must(t, err)
	if c.Stay != nil || c.Back != nil || c.Noisy != nil || len(c.Lacking) != 3 || !strings.Contains(c.Lacking[2], "back-noisy/bold/3.png") || !strings.Contains(c.Lacking[0], `image 3 of the test split in domain "thin"`) || !strings.Contains(c.Lacking[1], "back/bold/3.png") {
		t.Errorf("without ways back and what is to stay: %+v", c)
	}
}

// What is written is read again, in its order and with the same pixels.
func TestWriteAndOpen(t *testing.T) {
	questions := map[variant.Task][]eval.Question{
		variant.Image:          {ofClass(-1), ofClass(-1)},
		variant.LabelToImage:   {ofClass(1), ofClass(0)},
		variant.DomainToDomain: {to(7, 1), to(7, 1)},
		variant.AttributeTo:    {{Source: 5, Label: -1, Domain: -1, Attributes: []byte{0, 1}}, {Source: 0, Label: -1, Domain: -1, Attributes: []byte{1, 1}}},
	}
	images := sample.Batch{Shape: []int{2, 4, 4, 1}, U8: make([]byte, 32)}
	for i := range images.U8 {
		images.U8[i] = byte(7 * i)
	}
	for task, asked := range questions {
		test := map[variant.Task]data.Header{variant.Image: letters, variant.LabelToImage: letters, variant.DomainToDomain: weights, variant.AttributeTo: styles}[task]
		dir := filepath.Join(t.TempDir(), "new")
		g := Given{Questions: asked, Answers: images}
		if asked[0].Source >= 0 {
			g.Back, g.Noisy, g.Clips = images, images, images
		}
		if task == variant.LabelToImage {
			g.Swapped = images
		}
		must(t, Write(dir, test, g))
		f, err := Open(dir, test, "")
		must(t, err)
		c, err := f.Choose(asking{questions: asked, keep: asked, clips: asked}, 0)
		must(t, err)
		got, resized, err := f.Read(c.Answers, []int{4, 4, 1})
		must(t, err)
		if wanted := g.Swapped.U8 != nil; wanted != (len(c.Swapped) == 2) {
			t.Errorf("%s: pictures of the next class are %q", task, c.Swapped)
		}
		if f.Task != task || !slices.Equal(got.U8, images.U8) || resized != 0 {
			t.Errorf("%s comes back as %s, %v", task, f.Task, got.U8)
		}
		if asked[0].Source >= 0 && (c.Back[1] != "back/000001.png" || c.Noisy[1] != "back-noisy/000001.png") {
			t.Errorf("%s: ways back are %q, and %q from noise", task, c.Back, c.Noisy)
		}
		if want := []string{"clips/000000.png", "clips/000001.png"}; asked[0].Source >= 0 && !slices.Equal(c.Clips, want) {
			t.Errorf("%s: frames of clips are %q", task, c.Clips)
		}
		if err := Write(dir, test, g); err == nil {
			t.Error("a folder that is not empty was written to")
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
