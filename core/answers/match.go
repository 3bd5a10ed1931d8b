package answers

import (
	"fmt"
	"strings"

	"gander/core/eval"
	"gander/plugins/variant"
)

// An Asker is a judge that says what it asks for; the first questions are the same
// for every n.
type Asker interface {
	Questions(n int) []eval.Question
	KeepQuestions(n int) []eval.Question
	// ClipQuestions are those of translations of clips; nil where there are none.
	ClipQuestions() []eval.Question
}

// Chosen are the pictures that answer a judge's questions, by their names and in
// the order of the questions.
type Chosen struct {
	Answers []string
	// Stay answer that images are to be as they are, Back are the ways back of Answers
	// and Noisy those of Answers with noise on them, Clips the frames of clips, and
	// Swapped the first of Answers again, of the next class; nil where a picture is
	// lacking, as Lacking says.
	Stay, Back, Noisy, Clips, Swapped []string
	Lacking                           []string
	There                             int // pictures that could have been chosen
}

// Choose finds answers to the first n questions, or to as many as there are answers
// to if n is 0. It is an error if something is never answered, or fewer than n or
// two questions are; where nothing is asked, fewer than n will do.
func (f *Folder) Choose(judge Asker, n int) (Chosen, error) {
	c := Chosen{There: len(f.pictures)}
	if c.There < 2 {
		return c, fmt.Errorf("there are %d pictures; two are the least that can be judged", c.There)
	}
	if f.Task == variant.Image {
		n = min(n, c.There)
	}
	questions := judge.Questions(f.reach(n))
	if err := f.checkKinds(questions); err != nil {
		return c, err
	}
	c.Answers = f.answers(questions)
	if got := len(c.Answers); got < max(n, 2) {
		return c, fmt.Errorf("%s is asked for next; %d pictures answer what is asked before, and %d are wanted", f.say(questions[got]), got, max(n, 2))
	} else if got < len(questions) {
		c.Lacking = append(c.Lacking, fmt.Sprintf("of %d pictures %d are judged: what is asked for next is %s", c.There, got, f.say(questions[got])))
	}
	f.furthermore(judge, &c)
	return c, nil
}

// reach is how many questions there could be answers to.
func (f *Folder) reach(n int) int {
	switch {
	case n > 0:
		return n
	case f.again:
		return f.test.Rows
	}
	return len(f.pictures)
}

// answers are of the first questions, up to one that has none.
func (f *Folder) answers(questions []eval.Question) []string {
	waiting := map[string][]string{}
	for _, p := range f.pictures {
		waiting[p.question.Key()] = append(waiting[p.question.Key()], p.name)
	}
	var found []string
	for _, q := range questions {
		list := waiting[q.Key()]
		if len(list) == 0 {
			break
		}
		found = append(found, list[0])
		if !f.again {
			waiting[q.Key()] = list[1:]
		}
	}
	return found
}

// checkKinds says what is asked for, whatever the source, and never answered.
func (f *Folder) checkKinds(questions []eval.Question) error {
	answered := map[string]bool{}
	for _, p := range f.pictures {
		answered[withoutSource(p.question).Key()] = true
	}
	var never []string
	for _, q := range questions {
		if q = withoutSource(q); !answered[q.Key()] {
			answered[q.Key()] = true
			never = append(never, f.say(q))
		}
	}
	if len(never) > 0 {
		return fmt.Errorf("the dataset asks for what is not there: %s", strings.Join(never, ", "))
	}
	return nil
}

func withoutSource(q eval.Question) eval.Question {
	q.Source = -1
	return q
}

// say is a question in words.
func (f *Folder) say(q eval.Question) string {
	what := "a picture"
	if q.Source >= 0 {
		what = fmt.Sprintf("image %d of the test split", q.Source)
	}
	switch {
	case q.Label >= 0:
		what += fmt.Sprintf(" of class %q", f.test.Classes[q.Label])
	case q.Domain >= 0:
		what += fmt.Sprintf(" in domain %q", f.test.Domains[q.Domain])
	case q.Attributes != nil:
		var with []string
		for i, v := range q.Attributes {
			if v == 1 {
				with = append(with, f.test.Attributes[i])
			}
		}
		what += " with the attributes " + orNone(with)
	}
	return what
}
