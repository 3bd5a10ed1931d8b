package conform

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"google.golang.org/grpc/codes"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

var abilityChecks = []Check{
	{ID: "average/differs", Rule: "Samples of the average are others than those of the last weights.", Hint: "Use Sampling.weights.", Needs: []Need{averaging}, run: averageDiffers},
	{ID: "critique/values", Rule: "Critique gives one finite value for each sample.", Hint: "Give the discriminator's raw output.", Needs: []Need{judging}, run: critiqueValues},
	{ID: "critique/absent", Rule: "Without the ability critique, Critique is refused with UNIMPLEMENTED.", Hint: "Announce the ability, or leave the call out.", Needs: []Need{without(judging)}, run: critiqueAbsent},
	{ID: "export/files", Rule: "Export names the safetensors files that it has written, within the folder.", Hint: "Give names such as generator.safetensors, without a path.", Needs: []Need{exporting}, run: exportFiles},
	{ID: "export/absent", Rule: "Without the ability export, Export is refused with UNIMPLEMENTED.", Hint: "Announce the ability, or leave the call out.", Needs: []Need{without(exporting)}, run: exportAbsent},
}

func averageDiffers(ctx context.Context, s *subject) error {
	l, err := s.warmFor(ctx, s.task())
	if err != nil {
		return err
	}
	raw, err := l.draw(ctx, 8)
	if err != nil {
		return err
	}
	average := sampling()
	average.Weights = string(variant.Average)
	ema, err := l.drawBy(ctx, average, 8)
	if err == nil && ema.same(raw) {
		err = fmt.Errorf("8 samples after %d steps are the same", warm)
	}
	return err
}

// critique judges samples.
func (l *learner) critique(ctx context.Context, d drawn) ([]float64, error) {
	stream, err := l.session.variant.Critique(ctx)
	if err != nil {
		return nil, err
	}
	_ = stream.Send(&pb.CritiqueRequest{Message: &pb.CritiqueRequest_Header{Header: d.header}}) // CloseAndRecv tells of errors
	_ = wire.Chunks(d.bytes, func(chunk []byte) error {
		return stream.Send(&pb.CritiqueRequest{Message: &pb.CritiqueRequest_Data{Data: chunk}})
	})
	m, err := stream.CloseAndRecv()
	return m.GetValues(), err
}

func critiqueValues(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	d, err := l.draw(ctx, 5)
	if err != nil {
		return err
	}
	values, err := l.critique(ctx, d)
	if err != nil {
		return failed("Critique", err)
	}
	if len(values) != 5 {
		return fmt.Errorf("%d values came for 5 samples", len(values))
	}
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("value %d is %v", i, v)
		}
	}
	return nil
}

func critiqueAbsent(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	d, err := l.draw(ctx, 1)
	if err != nil {
		return err
	}
	_, err = l.critique(ctx, d)
	return refused("Critique", err, codes.Unimplemented)
}

// export exports into a new folder.
func (l *learner) export(ctx context.Context) (string, []string, error) {
	dir, err := l.folder()
	if err != nil {
		return "", nil, err
	}
	m, err := l.session.variant.Export(ctx, &pb.ExportRequest{Dir: dir, Weights: string(variant.Raw)})
	return dir, m.GetFiles(), err
}

func exportFiles(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	dir, files, err := l.export(ctx)
	if err != nil {
		return failed("Export", err)
	}
	if len(files) == 0 {
		return fmt.Errorf("it names no file")
	}
	for _, name := range files {
		if !filepath.IsLocal(name) {
			return fmt.Errorf("%q lies outside of the folder", name)
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if !isSafetensors(b) {
			return fmt.Errorf("%s is no safetensors file", name)
		}
	}
	return nil
}

// isSafetensors tells whether b begins with a length and as much JSON.
func isSafetensors(b []byte) bool {
	if len(b) < 8 {
		return false
	}
	n := binary.LittleEndian.Uint64(b)
	return n <= uint64(len(b)-8) && json.Valid(b[8:8+n])
}

func exportAbsent(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	_, _, err = l.export(ctx)
	return refused("Export", err, codes.Unimplemented)
}
