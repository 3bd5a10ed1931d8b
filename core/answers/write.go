package answers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"gander/core/dataset"
	"gander/core/eval"
	"gander/core/media"
	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

// Given are the answers of a generator: images to each question, to the questions
// that ask images to stay, ways back, ways back from under noise, the frames of
// translated clips, the first answers again of the next class, and the frames of Walks
// clips of equal length. All but Answers may be nil.
type Given struct {
	Questions, StayQuestions                           []eval.Question
	Answers, Stay, Back, Noisy, Clips, Swapped, Frames sample.Batch
	Walks                                              int
}

// Write puts answers into a new folder as PNG, with the metadata that Open reads.
func Write(dir string, test data.Header, g Given) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty", dir)
	}
	var lines bytes.Buffer
	for _, part := range []struct {
		folder    string
		questions []eval.Question // nil for pictures beside answers, of which metadata say nothing
		images    sample.Batch
	}{
		{"", g.Questions, g.Answers}, {"stay", g.StayQuestions, g.Stay},
		{backFolder, nil, g.Back}, {noisyFolder, nil, g.Noisy}, {clipsFolder, nil, g.Clips}, {swappedFolder, nil, g.Swapped},
	} {
		if part.images.U8 == nil {
			continue
		}
		shape := part.images.Shape
		for i, m := range media.Cut(part.images.U8, shape[1], shape[2], shape[3]) {
			name := path.Join(part.folder, fmt.Sprintf("%06d.png", i))
			if err := writePicture(filepath.Join(dir, filepath.FromSlash(name)), m); err != nil {
				return err
			}
			if part.questions != nil {
				lines.Write(line(name, test, part.questions[i]))
			}
		}
	}
	if err := g.writeWalks(filepath.Join(dir, walksFolder)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, dataset.MetadataName), lines.Bytes(), 0o666)
}

// writeWalks puts the frames of each clip into a folder of its own.
func (g Given) writeWalks(dir string) error {
	if g.Frames.U8 == nil {
		return nil
	}
	shape, length := g.Frames.Shape, g.Frames.Rows()/g.Walks
	for i, m := range media.Cut(g.Frames.U8, shape[1], shape[2], shape[3]) {
		if err := writePicture(filepath.Join(dir, fmt.Sprintf("%02d", i/length), fmt.Sprintf("%04d.png", i%length)), m); err != nil {
			return err
		}
	}
	return nil
}

func writePicture(file string, m media.Image) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	var png bytes.Buffer
	if err := media.EncodePNG(&png, m); err != nil {
		return err
	}
	return os.WriteFile(file, png.Bytes(), 0o666)
}

// line is what metadata say of a picture.
func line(name string, test data.Header, q eval.Question) []byte {
	fields := map[string]any{"file_name": name}
	if q.Label >= 0 {
		fields["label"] = test.Classes[q.Label]
	}
	if q.Source >= 0 {
		fields["source"] = q.Source
	}
	if q.Domain >= 0 {
		fields["domain"] = test.Domains[q.Domain]
	}
	for i, v := range q.Attributes {
		fields[test.Attributes[i]] = v == 1
	}
	text, err := json.Marshal(fields)
	if err != nil {
		panic("answers: " + err.Error()) // texts, numbers and truth values always marshal
	}
	return append(text, '\n')
}
