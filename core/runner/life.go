package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"gander/core"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// errStopped ends a run that the user interrupted.
var errStopped = errors.New("interrupted")

// life is one attempt at one run, from launch to end.
type life struct {
	*Runner
	stop  <-chan struct{}
	exp   core.Experiment
	run   core.Run
	dir   string // of the run, absolute
	proc  Process
	desc  variant.Description
	total int // steps; 0 while a time budget has not run out
	evals milestones
	saves milestones
	// scored is the last step that was evaluated, -1 for none.
	scored int
	// saved is the last step that was saved, -1 for none.
	saved int
}

// one carries out one run and gives it back with its status. Its error is the
// store's; what the variant does wrong is in the status.
func (r *Runner) one(ctx context.Context, stop <-chan struct{}, e core.Experiment, run core.Run) (core.Run, error) {
	l := &life{Runner: r, stop: stop, exp: e, run: run, scored: -1, saved: -1}
	l.dir = filepath.Join(r.Results, filepath.FromSlash(run.Dir))
	attempt := r.About
	attempt.Started, attempt.Threads, attempt.Budget = r.Now(), l.threads(), run.Budget
	attempt.Limits, attempt.DatasetSHA256 = run.Limits, l.dataHashes()
	cause := l.live(ctx, &attempt)
	if l.proc != nil {
		cause = errors.Join(cause, l.proc.Close())
		usage := l.proc.Usage()
		attempt.MaxRSS, attempt.CPUSeconds = usage.MaxRSS, usage.CPUSeconds
	}
	return l.end(attempt, cause)
}

// live is the whole of a run's attempt; nil means that the run is done.
func (l *life) live(ctx context.Context, a *core.Attempt) error {
	if err := l.open(ctx, a); err != nil {
		return err
	}
	if err := l.begin(ctx, a); err != nil {
		return err
	}
	l.Observer.Started(l.run, l.run.Progress.Step, l.total)
	for {
		if err := l.pause(ctx); err != nil {
			return err
		}
		if l.finished() {
			return l.export(ctx)
		}
		if err := l.advance(ctx, l.nextPause()); err != nil {
			return err
		}
	}
}

// end records how the attempt ended.
func (l *life) end(a core.Attempt, cause error) (core.Run, error) {
	a.Finished = l.Now()
	end := End{Status: core.Done}
	if cause != nil {
		end = l.explain(cause)
	}
	a.Status, a.Reason = end.Status, end.Reason
	l.run.Status, l.run.Reason, l.run.LogTail, l.run.Finished = end.Status, end.Reason, end.LogTail, a.Finished
	err := l.recordEnd(a, end.LogTail)
	l.Observer.Ended(l.run)
	if err != nil {
		return l.run, fmt.Errorf("record the end of run %s: %w", l.run.ID[:8], err)
	}
	return l.run, nil
}

// recordEnd tells the store. An attempt that failed before it began, because
// the variant did not start or refused, is recorded as one that did nothing.
func (l *life) recordEnd(a core.Attempt, tail []string) (err error) {
	ctx := context.Background() // the end is recorded also when the user is in a hurry
	if a.Number == 0 {
		a.FromStep = l.run.Progress.Step
		if a.Number, err = l.Store.Begin(ctx, l.run.ID, a, l.run.Info); err != nil {
			return err
		}
	}
	return l.Store.End(ctx, l.run.ID, a, tail)
}

// explain turns what ended a run into its status.
func (l *life) explain(cause error) End {
	stopped := End{Status: core.Stopped, Reason: "interrupted; run the spec again to go on"}
	if errors.Is(cause, errStopped) {
		return stopped
	}
	if end, ok := l.Explain(cause); ok {
		return end
	}
	switch {
	case errors.Is(cause, context.Canceled): // while it was scored
		return stopped
	case errors.Is(cause, variant.ErrDiverged):
		return End{Status: core.Diverged, Reason: cause.Error()}
	case errors.Is(cause, variant.ErrUnsupported):
		return End{Status: core.Rejected, Reason: cause.Error()}
	}
	return End{Status: core.Failed, Reason: cause.Error()}
}

// open launches the variant and builds its networks. A variant whose schedules
// need the horizon is opened once to learn how long a step is, and once more.
func (l *life) open(ctx context.Context, a *core.Attempt) error {
	info, err := l.launch(ctx, 0)
	if err != nil {
		return err
	}
	p := pace{images: info.ImagesPerStep, dUpdates: info.DUpdatesPerStep, macs: info.MACsPerStep}
	l.total = p.stepsFor(l.run.Budget)
	if l.desc.HorizonMatters {
		if err := l.proc.Close(); err != nil {
			return err
		}
		if info, err = l.launch(ctx, l.total); err != nil {
			return err
		}
	}
	l.run.Info = runInfo(info)
	l.evals = milestones{l.exp.Evaluate.Every, p}
	l.saves = milestones{l.exp.Checkpoint.Every, p}
	binary := l.proc.Binary()
	a.Binary, a.BinarySHA256 = binary.Path, binary.SHA256
	a.VariantVersion, a.Numerics = l.desc.Version, l.desc.Numerics
	return nil
}

// dataHashes name the run's data: they are known of runs that never begin, too.
func (l *life) dataHashes() (sums []string) {
	for _, name := range l.run.Datasets {
		sums = append(sums, l.Data[name].Header.SHA256)
	}
	return sums
}

func (l *life) launch(ctx context.Context, horizon int) (variant.Info, error) {
	var err error
	scratch := filepath.Join(l.dir, "scratch")
	if err := emptyDir(scratch); err != nil {
		return variant.Info{}, err
	}
	l.proc, err = l.Launcher.Launch(ctx, l.run.Variant, LaunchOptions{
		Threads: l.threads(), Dir: scratch, Log: filepath.Join(l.dir, "plugin.log"),
		Read: l.given(), Limits: l.run.Limits,
	})
	if err != nil {
		return variant.Info{}, err
	}
	if l.desc, err = l.proc.Describe(ctx); err != nil {
		return variant.Info{}, err
	}
	params, problems := variant.Complete(l.desc.Params, l.run.Params)
	if len(problems) > 0 {
		return variant.Info{}, fmt.Errorf("%w: %w", variant.ErrUnsupported, joinProblems(problems))
	}
	setup := variant.Setup{
		Purpose: variant.Train, Params: params, Seed: l.run.Seed,
		Threads: l.threads(), TotalSteps: horizon, Scratch: scratch,
	}
	for _, name := range l.run.Datasets {
		d := l.Data[name]
		setup.Data = append(setup.Data, variant.Dataset{Name: name, Header: d.Header, Path: d.Path})
	}
	return l.proc.Open(ctx, setup)
}

// threads are those of a lane, or fewer if the run is limited.
func (l *life) threads() int {
	if most := l.run.Limits.Threads; most > 0 {
		return min(l.Threads, most)
	}
	return l.Threads
}

// given are the files that the variant may read: its datasets, and what it saved.
func (l *life) given() []string {
	files := []string{filepath.Join(l.dir, "checkpoints")}
	for _, name := range l.run.Datasets {
		files = append(files, l.Data[name].Path)
	}
	return files
}

// begin loads the newest checkpoint that is whole and tells the store.
func (l *life) begin(ctx context.Context, a *core.Attempt) error {
	progress, err := l.restore(ctx)
	if err != nil {
		return err
	}
	l.run.Progress, a.FromStep = progress, progress.Step
	l.run.Status = core.Running
	if a.Number, err = l.Store.Begin(ctx, l.run.ID, *a, l.run.Info); err != nil {
		return err
	}
	if err := l.keepHeaders(); err != nil {
		return err
	}
	if progress.Step > 0 {
		l.saved = progress.Step
	}
	scores, err := l.Store.Scores(ctx, l.run.ID)
	if len(scores) > 0 {
		l.scored = scores[len(scores)-1].Step
	}
	return err
}

// keepHeaders writes what the run's datasets are into its folder, so that the
// finished run can be sampled after the data is gone.
func (l *life) keepHeaders() error {
	var record core.Record
	for _, name := range l.run.Datasets {
		text, err := data.EncodeHeader(l.Data[name].Header)
		if err != nil {
			return fmt.Errorf("keep the header of %s: %w", name, err)
		}
		file := path.Join(l.run.Dir, "datasets", name+".json")
		sum, err := writeFile(l.Results, file, text)
		if err != nil {
			return fmt.Errorf("keep the header of %s: %w", name, err)
		}
		record.Artifacts = append(record.Artifacts, core.Artifact{Kind: core.KindHeader, Path: file, SHA256: sum, Bytes: int64(len(text))})
	}
	return l.record(record)
}

// finished tells whether the budget is spent.
func (l *life) finished() bool {
	if l.total > 0 {
		return l.run.Progress.Step >= l.total
	}
	return l.run.Progress.In(l.run.Budget.Currency) >= l.run.Budget.Amount
}

// nextPause is the next step at which the run is evaluated, saved or done; 0 if
// only the clock can tell.
func (l *life) nextPause() int {
	step := l.run.Progress.Step
	next := earliest(l.evals.next(step), l.saves.next(step), l.total)
	if l.total > 0 {
		next = min(next, l.total)
	}
	return next
}

// pause evaluates and saves where the run stands, if that is due.
func (l *life) pause(ctx context.Context) error {
	step, last := l.run.Progress.Step, l.finished()
	var record core.Record
	if l.scored != step && (step == 0 || last || l.evals.at(step)) {
		if err := l.evaluate(ctx, &record); err != nil {
			return err
		}
		l.scored = step
	}
	if l.saved != step && step > 0 && (last || l.saves.at(step)) {
		if err := l.save(ctx, &record); err != nil {
			return err
		}
	}
	return l.record(record)
}

func (l *life) record(record core.Record) error {
	if record.Checkpoint == nil && len(record.Scores)+len(record.Artifacts)+len(record.Points) == 0 {
		return nil
	}
	return l.Store.Record(context.Background(), l.run.ID, record)
}

func emptyDir(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.MkdirAll(dir, 0o755)
}

func joinProblems(problems []*variant.ParamError) error {
	errs := make([]error, len(problems))
	for i, p := range problems {
		errs[i] = p
	}
	return errors.Join(errs...)
}

func runInfo(i variant.Info) core.RunInfo {
	return core.RunInfo{
		GeneratorParams: i.GeneratorParams, DiscriminatorParams: i.DiscriminatorParams,
		MACsPerStep: i.MACsPerStep, BytesResident: i.BytesResident,
		ImagesPerStep: i.ImagesPerStep, DUpdatesPerStep: i.DUpdatesPerStep,
		LatentDim: i.LatentDim, SampleShape: i.SampleShape,
	}
}
