package conform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"google.golang.org/grpc/codes"

	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

const closeHint = "Keep one learner a process: Open makes it, Close frees it, everything else needs it."

var openChecks = []Check{
	{ID: "open/defaults", Rule: "Open succeeds on a small dataset for the variant's first task.",
		Hint: "See the message: it is the variant's own. --param NAME=VALUE gives a parameter that has no good default.", run: openDefaults},
	{ID: "open/every-task", Rule: "Open, two steps and a sample succeed for every task that the description names.",
		Hint: "Name only tasks that work.", Needs: []Need{severalTasks}, run: openEveryTask},
	{ID: "open/shape", Rule: "Samples have the shape of the dataset's rows.", Hint: "Give sample_shape as {height, width, channels} or {2}.", run: openShape},
	{ID: "open/counts", Rule: "Open tells the number of parameters of both networks, the images and the discriminator updates of a step.",
		Hint: "Fill in generator_params, discriminator_params, images_per_step and d_updates_per_step: budgets are counted with them.", run: openCounts},
	{ID: "open/cost", Rule: "Open tells the multiply-adds of a step and the memory that it takes.",
		Hint: "Fill in macs_per_step and bytes_resident; an estimate from the networks' shapes will do.", run: openCost},
	{ID: "open/latent", Rule: "A variant that takes noise tells the length of its latents.", Hint: "Fill in latent_dim.", Needs: []Need{noise}, run: openLatent},
	{ID: "open/once", Rule: "A second Open is refused with FAILED_PRECONDITION while a learner is open.", Hint: closeHint, run: openOnce},
	{ID: "open/again", Rule: "After Close another learner can be opened.", Hint: closeHint, run: openAgain},
	{ID: "open/before-train", Rule: "Advance without a learner is refused with FAILED_PRECONDITION.", Hint: closeHint, run: beforeOpen(advanceUnopened)},
	{ID: "open/before-sample", Rule: "Sample without a learner is refused with FAILED_PRECONDITION.", Hint: closeHint, run: beforeOpen(sampleUnopened)},
	{ID: "open/before-save", Rule: "Save and Load without a learner are refused with FAILED_PRECONDITION.", Hint: closeHint, run: beforeOpen(saveUnopened)},
	{ID: "open/before-close", Rule: "Close without a learner is refused with FAILED_PRECONDITION.", Hint: closeHint, run: beforeOpen(closeUnopened)},
	{ID: "open/no-data", Rule: "A setup without a dataset is refused with INVALID_ARGUMENT or FAILED_PRECONDITION.",
		Hint: "Look at the number of datasets before the first of them.", run: openNoData},
	{ID: "open/missing-file", Rule: "A dataset whose file is not there makes Open fail, and the process lives on.",
		Hint: "Give an error status with the path.", run: openMissing},
	{ID: "open/damaged-file", Rule: "A dataset whose file is cut short makes Open fail, and the process lives on.",
		Hint: "Hold the file's length against its header, and the header against its SHA-256.", run: openDamaged},
	{ID: "open/unsupported", Rule: "A dataset of a kind that no task of the variant is for is refused with FAILED_PRECONDITION.",
		Hint: "Look at the header's kind, shape, classes, attributes and domains first.", Needs: []Need{oneKind}, run: openUnsupported},
	{ID: "open/failed-again", Rule: "After an Open that failed another one succeeds.", Hint: "Keep nothing of a learner that was not opened.", run: openAfterFailure},
}

var oneKind = Need{"tasks of one kind, images or points", func(s *subject) bool {
	images := slices.ContainsFunc(s.description.Tasks, func(t variant.Task) bool { return known(t) && isImage(t) })
	return images != s.does(variant.Points)
}}

func openDefaults(ctx context.Context, s *subject) error {
	_, err := s.open(ctx)
	return err
}

func openEveryTask(ctx context.Context, s *subject) error {
	for _, t := range s.description.Tasks {
		if !known(t) {
			continue
		}
		if err := s.tryTask(ctx, t); err != nil {
			return fmt.Errorf("task %s: %w", t, err)
		}
	}
	return nil
}

func (s *subject) tryTask(ctx context.Context, t variant.Task) error {
	l, err := s.openFor(ctx, t)
	if err != nil {
		return err
	}
	if _, err := l.advance(ctx, 0, 2, 1); err != nil {
		return err
	}
	d, err := l.draw(ctx, 3)
	if err == nil && d.count() != 3 {
		return fmt.Errorf("%d samples came for 3 rows", d.count())
	}
	return err
}

// opened makes a check of what Open has answered.
func opened(ctx context.Context, s *subject, check func(*pb.OpenResponse) error) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	return check(l.info)
}

func openShape(ctx context.Context, s *subject) error {
	return opened(ctx, s, func(i *pb.OpenResponse) error {
		want := s.data(s.task()).Shape
		if !sameShape(i.SampleShape, want) {
			return fmt.Errorf("samples have shape %v, rows %v", i.SampleShape, want)
		}
		return nil
	})
}

func openCounts(ctx context.Context, s *subject) error {
	return opened(ctx, s, func(i *pb.OpenResponse) error {
		if min(i.GeneratorParams, i.DiscriminatorParams, i.ImagesPerStep, i.DUpdatesPerStep) < 1 {
			return fmt.Errorf("%d and %d parameters, %d images and %d updates a step",
				i.GeneratorParams, i.DiscriminatorParams, i.ImagesPerStep, i.DUpdatesPerStep)
		}
		return nil
	})
}

func openCost(ctx context.Context, s *subject) error {
	return opened(ctx, s, func(i *pb.OpenResponse) error {
		if min(i.MacsPerStep, i.BytesResident) < 1 {
			return fmt.Errorf("%d multiply-adds a step and %d bytes", i.MacsPerStep, i.BytesResident)
		}
		return nil
	})
}

func openLatent(ctx context.Context, s *subject) error {
	return opened(ctx, s, func(i *pb.OpenResponse) error {
		if i.LatentDim < 1 {
			return fmt.Errorf("latent_dim is %d", i.LatentDim)
		}
		return nil
	})
}

func openOnce(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	m, err := s.request(l.task)
	if err != nil {
		return err
	}
	_, err = l.session.variant.Open(ctx, m)
	return refused("a second Open", err, codes.FailedPrecondition)
}

func openAgain(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	if _, err := l.session.variant.Close(ctx, &pb.CloseRequest{}); err != nil {
		return failed("Close", err)
	}
	if l, err = s.openIn(ctx, l.session, l.task); err != nil {
		return err
	}
	_, err = l.advance(ctx, 0, 1, 1)
	return err
}

// beforeOpen makes a call where no learner is open and wants it refused.
func beforeOpen(call func(context.Context, *learner) error) func(context.Context, *subject) error {
	return func(ctx context.Context, s *subject) error {
		s.tidy(ctx)
		running, err := s.connect(ctx)
		if err != nil {
			return err
		}
		return call(ctx, &learner{subject: s, session: running, task: s.task()})
	}
}

func advanceUnopened(ctx context.Context, l *learner) error {
	_, err := l.advance(ctx, 0, 1, 1)
	return refused("Advance", err, codes.FailedPrecondition)
}

func sampleUnopened(ctx context.Context, l *learner) error {
	_, err := l.sample(ctx, sampling())
	return refused("Sample", err, codes.FailedPrecondition)
}

func saveUnopened(ctx context.Context, l *learner) error {
	dir, err := l.save(ctx)
	if err := refused("Save", err, codes.FailedPrecondition); err != nil {
		return err
	}
	return refused("Load", l.load(ctx, dir), codes.FailedPrecondition)
}

func closeUnopened(ctx context.Context, l *learner) error {
	_, err := l.session.variant.Close(ctx, &pb.CloseRequest{})
	return refused("Close", err, codes.FailedPrecondition)
}

func openNoData(ctx context.Context, s *subject) error {
	_, err := s.open(ctx, func(_ *subject, m *pb.OpenRequest) error { m.Data = nil; return nil })
	return refused("a setup without a dataset", err, codes.InvalidArgument, codes.FailedPrecondition)
}

// dataAt opens a learner with its dataset's file elsewhere.
func dataAt(path string) setting {
	return func(_ *subject, m *pb.OpenRequest) error { m.Data[0].Path = path; return nil }
}

func openMissing(ctx context.Context, s *subject) error {
	_, err := s.open(ctx, dataAt(filepath.Join(s.dir, "nowhere.gds")))
	return s.survives(ctx, "a dataset without a file", err)
}

func openDamaged(ctx context.Context, s *subject) error {
	whole, err := os.ReadFile(s.data(s.task()).path)
	if err != nil {
		return err
	}
	dir, err := s.folder()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "cut.gds")
	if err := os.WriteFile(path, whole[:len(whole)/2], 0o666); err != nil {
		return err
	}
	l, err := s.open(ctx, dataAt(path))
	if err == nil { // it may look only when it reads
		_, err = l.advance(ctx, 0, 50, 10)
	}
	return s.survives(ctx, "a file cut short", err)
}

// survives wants an error, and a process that still answers.
func (s *subject) survives(ctx context.Context, what string, err error) error {
	if err == nil {
		return fmt.Errorf("%s was accepted", what)
	}
	if errors.Is(err, errNotStarted) {
		return err
	}
	if s.session == nil {
		return fmt.Errorf("the process is gone: %w", err)
	}
	if _, gone := s.session.variant.Describe(ctx, &pb.DescribeRequest{}); gone != nil {
		s.end()
		return fmt.Errorf("the process does not answer any more: %w, then %w", err, gone)
	}
	return nil
}

func openUnsupported(ctx context.Context, s *subject) error {
	other := s.points
	if !isImage(s.task()) {
		other = s.images
	}
	_, err := s.open(ctx, func(_ *subject, m *pb.OpenRequest) error {
		d, err := other.message(variant.Train)
		m.Data = []*pb.Dataset{d}
		return err
	})
	return refused("a dataset of the other kind", err, codes.FailedPrecondition)
}

func openAfterFailure(ctx context.Context, s *subject) error {
	if _, err := s.open(ctx, dataAt(filepath.Join(s.dir, "nowhere.gds"))); errors.Is(err, errNotStarted) {
		return err
	}
	_, err := s.open(ctx)
	return err
}
