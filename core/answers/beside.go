package answers

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gander/core/eval"
	"gander/plugins/variant"
)

// The folders of pictures that answer nothing themselves. Those of ways back and of the
// next class have the names of the answers that they belong to.
const (
	backFolder    = "back"       // ways back of translations
	noisyFolder   = "back-noisy" // those of translations with noise on them
	clipsFolder   = "clips"      // frames of translated clips
	swappedFolder = "swapped"    // the latents of pictures of classes, asked for the next class
)

// besides are the folders that a task has beside its answers.
func besides(task variant.Task) []string {
	switch task {
	case variant.LabelToImage:
		return []string{walksFolder, swappedFolder}
	case variant.DomainToDomain, variant.AttributeTo:
		return []string{walksFolder, backFolder, noisyFolder, clipsFolder}
	}
	return []string{walksFolder}
}

// apart parts names in folders beside answers from those of answers, which may lie in
// folders that are called so.
func apart(names, folders []string, isAnswer func(name string) bool) (beside, answers []string) {
	for _, name := range names {
		if slices.Contains(folders, top(name)) && !isAnswer(name) {
			beside = append(beside, name)
		} else {
			answers = append(answers, name)
		}
	}
	return beside, answers
}

// setAside takes up pictures in folders beside answers, and gives the names of answers.
func (f *Folder) setAside(names, folders []string, isAnswer func(name string) bool) (answers []string) {
	beside, answers := apart(names, folders, isAnswer)
	for _, name := range beside {
		folder, of, _ := strings.Cut(name, "/")
		if f.beside[folder] == nil {
			f.beside[folder] = map[string]string{}
		}
		f.beside[folder][of] = name
	}
	return answers
}

// furthermore chooses what a task has beside its answers.
func (f *Folder) furthermore(judge Asker, c *Chosen) {
	switch f.Task {
	case variant.DomainToDomain, variant.AttributeTo:
		c.Stay = f.all(judge.KeepQuestions(len(c.Answers)), f.answers, "identity is", c)
		c.Clips = f.all(judge.ClipQuestions(), f.clips, "scores of clips are", c)
		c.Back = f.namesakes(backFolder, c.Answers, "cycle", "way back", c)
		c.Noisy = f.namesakes(noisyFolder, c.Answers, "cycle_noisy", "way back", c)
	case variant.LabelToImage:
		if f.beside[swappedFolder] == nil { // nobody meant to give any
			return
		}
		c.Swapped = f.namesakes(swappedFolder, c.Answers[:min(len(c.Answers), eval.MostSwaps)], "swap", "picture of the next class", c)
	}
}

// all are answers to all questions, for a score; nil where nothing is asked, and with
// what is lacking unless all are there.
func (f *Folder) all(questions []eval.Question, answers func([]eval.Question) []string, score string, c *Chosen) []string {
	if len(questions) == 0 {
		return nil
	}
	found := answers(questions)
	if len(found) < len(questions) {
		c.Lacking = append(c.Lacking, fmt.Sprintf("%s left out: there is not %s", score, f.say(questions[len(found)])))
		return nil
	}
	return found
}

// clips are the frames that a folder of them has in the order of the questions, or
// else other answers.
func (f *Folder) clips(questions []eval.Question) []string {
	own := f.beside[clipsFolder]
	if own == nil {
		return f.answers(questions)
	}
	return slices.Sorted(maps.Values(own))[:min(len(own), len(questions))]
}

// namesakes are the pictures of all answers that lie in a folder, for a score; nil, and
// what is lacking, unless all are there.
func (f *Folder) namesakes(folder string, answers []string, score, what string, c *Chosen) (found []string) {
	for _, name := range answers {
		own, ok := f.beside[folder][name]
		if !ok {
			c.Lacking = append(c.Lacking, fmt.Sprintf("%s is left out: there is not the %s, %s/%s", score, what, folder, name))
			return nil
		}
		found = append(found, own)
	}
	return found
}
