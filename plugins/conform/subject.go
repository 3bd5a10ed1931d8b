package conform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// A subject is a target under examination. Checks share its session and open a
// learner of their own each.
type subject struct {
	target      Target
	dir         string
	params      variant.Params // of every learner
	images      tiny
	points      tiny
	description variant.Description

	session  *session // nil when none is running
	startErr error    // of the first start
	folders  int
}

// errNotStarted marks what could not be checked as nothing runs.
var errNotStarted = errors.New("the variant could not be started")

// newSubject prepares datasets and learns what the target is. That it cannot be
// started is for the checks to tell.
func newSubject(ctx context.Context, t Target, dir string, given map[string]any) (*subject, error) {
	s := &subject{target: t, dir: dir}
	var err1, err2 error
	s.images, err1 = writeImages(dir)
	s.points, err2 = writePoints(dir)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	running, err := s.connect(ctx)
	if err != nil {
		s.startErr = err
		return s, nil
	}
	m, err := running.variant.Describe(ctx, &pb.DescribeRequest{})
	if err != nil {
		s.startErr = fmt.Errorf("describe: %w", err)
		return s, nil
	}
	s.description = wire.FromDescription(m)
	return s, s.choose(given)
}

// usual are values that make networks and batches small, by the names that
// parameters usually have.
var usual = map[string]int64{"batch_size": 4, "base_width": 8, "width": 8, "hidden": 16, "blocks": 1, "n_layers": 1}

// choose sets the parameters of all learners.
func (s *subject) choose(given map[string]any) error {
	s.params = variant.Params{}
	chosen := map[string]any{}
	for _, p := range s.description.Params {
		n, small := usual[p.Name]
		if small && p.Kind == variant.Int && (p.Min == nil || *p.Min <= float64(n)) && (p.Max == nil || *p.Max >= float64(n)) {
			chosen[p.Name] = n
		}
	}
	for name, v := range given {
		chosen[name] = v
	}
	complete, problems := variant.Complete(s.description.Params, chosen)
	for name := range chosen {
		s.params[name] = complete[name]
	}
	var err error
	for _, p := range problems {
		err = errors.Join(err, p)
	}
	return err
}

// connect gives the shared session, started if need be.
func (s *subject) connect(ctx context.Context) (*session, error) {
	if s.startErr != nil {
		return nil, fmt.Errorf("%w: %w", errNotStarted, s.startErr)
	}
	if s.session != nil {
		return s.session, nil
	}
	var err error
	s.session, err = s.launch(ctx)
	return s.session, err
}

// launch starts a session of its own, in fresh folders.
func (s *subject) launch(ctx context.Context) (*session, error) {
	h, err := s.house()
	if err != nil {
		return nil, err
	}
	return s.target.start(ctx, h.work, s.dir, h.env())
}

// A house is the folders that a process lives in.
type house struct{ work, home, temp string }

func (s *subject) house() (house, error) {
	dir, err := s.folder()
	h := house{filepath.Join(dir, "work"), filepath.Join(dir, "home"), filepath.Join(dir, "temp")}
	return h, errors.Join(err, os.Mkdir(h.work, 0o777), os.Mkdir(h.home, 0o777), os.Mkdir(h.temp, 0o777))
}

func (h house) env() []string {
	return []string{"HOME=" + h.home, "TMPDIR=" + h.temp, "XDG_CACHE_HOME=" + filepath.Join(h.home, ".cache")}
}

// folder makes an empty folder.
func (s *subject) folder() (string, error) {
	s.folders++
	dir := filepath.Join(s.dir, strconv.Itoa(s.folders))
	return dir, os.Mkdir(dir, 0o777)
}

// closeTime is how long a learner may take to close after a check.
const closeTime = 5 * time.Second

// tidy closes the learner that a check has left open, and the session with it if
// that cannot be done.
func (s *subject) tidy(ctx context.Context) {
	if s.session == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	_, err := s.session.variant.Close(ctx, &pb.CloseRequest{})
	if c := status.Code(err); c != codes.OK && c != codes.FailedPrecondition {
		s.end()
	}
}

// end ends the shared session. Whether that goes well is a check of its own.
func (s *subject) end() {
	if s.session != nil {
		_ = s.session.end()
		s.session = nil
	}
}

// task is what learners are opened for unless a check says otherwise: the first
// that the variant names and that is known here.
func (s *subject) task() variant.Task {
	for _, t := range s.description.Tasks {
		if known(t) {
			return t
		}
	}
	return variant.Image
}

func known(t variant.Task) bool {
	return slices.Contains([]variant.Task{variant.Image, variant.LabelToImage, variant.DomainToDomain, variant.AttributeTo, variant.Points}, t)
}

func (s *subject) data(t variant.Task) tiny {
	if isImage(t) {
		return s.images
	}
	return s.points
}

func (s *subject) can(a variant.Ability) bool { return slices.Contains(s.description.Abilities, a) }

func (s *subject) does(t variant.Task) bool { return slices.Contains(s.description.Tasks, t) }

// param is the first parameter of which ok holds.
func (s *subject) param(ok func(variant.ParamSpec) bool) (variant.ParamSpec, bool) {
	i := slices.IndexFunc(s.description.Params, ok)
	if i < 0 {
		return variant.ParamSpec{}, false
	}
	return s.description.Params[i], true
}
