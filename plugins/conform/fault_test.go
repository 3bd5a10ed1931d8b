package conform_test

import (
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gander/plugins/conform"
	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

var errBroken = errors.New("broken on purpose")

// describing spoils the description.
func describing(spoil func(*pb.DescribeResponse)) fault {
	return fault{give: func(_ *meddler, message any) bool {
		if d, ok := message.(*pb.DescribeResponse); ok {
			spoil(d)
		}
		return true
	}}
}

// opened spoils what Open tells.
func opened(spoil func(*pb.OpenResponse)) fault {
	return fault{give: func(_ *meddler, message any) bool {
		if r, ok := message.(*pb.OpenResponse); ok {
			spoil(r)
		}
		return true
	}}
}

// instead answers calls where when says so.
func instead(answer any, err error, when func(*meddler, string) bool) fault {
	return fault{instead: func(m *meddler, call string, _ any) (bool, any, error) { return when(m, call), answer, err }}
}

// dropping leaves parameters out where drop says so.
func dropping(drop func(m map[string]*pb.Value, name string) bool) fault {
	return fault{take: func(_ *meddler, message any) {
		if r, ok := message.(*pb.OpenRequest); ok {
			for name := range r.Parameters {
				if drop(r.Parameters, name) {
					delete(r.Parameters, name)
				}
			}
		}
	}}
}

// reporting spoils reports, or drops them, of a call of Advance that is
// asked for exactly so; a number below 0 is for any.
func reporting(from, to, every int64, spoil func(*meddler, *pb.Report) bool) fault {
	return fault{give: func(m *meddler, message any) bool {
		a, ok := message.(*pb.AdvanceResponse)
		if !ok || a.GetReport() == nil || !fits(m.advance.From, from) || !fits(m.advance.To, to) || !fits(m.advance.Every, every) {
			return true
		}
		return spoil(m, a.GetReport())
	}}
}

func fits(got, want int64) bool { return want < 0 || got == want }

// report spoils reports and drops none.
func report(from, to, every int64, spoil func(*pb.Report)) fault {
	return reporting(from, to, every, func(_ *meddler, r *pb.Report) bool { spoil(r); return true })
}

// straying changes scalars while the learner's calls are such.
func straying(when func(*meddler) bool) fault {
	return reporting(-1, -1, -1, func(m *meddler, r *pb.Report) bool {
		if when(m) {
			r.Scalars[0].Last++
		}
		return true
	})
}

func after(calls string) func(*meddler) bool {
	return func(m *meddler) bool { return m.calls == calls+" " }
}

// drawing changes the bytes of samples where when says so.
func drawing(spoil func(m *meddler, b []byte) []byte) fault {
	return fault{give: func(m *meddler, message any) bool {
		s, ok := message.(*pb.SampleResponse)
		if !ok {
			return true
		}
		if d, ok := s.Message.(*pb.SampleResponse_Data); ok {
			d.Data = spoil(m, slices.Clone(d.Data))
		}
		return true
	}}
}

// drawn changes the first byte where when says so.
func drawn(when func(*meddler) bool) fault {
	return drawing(func(m *meddler, b []byte) []byte {
		if when(m) {
			b[0] ^= 64
		}
		return b
	})
}

// row changes rows on their way to the learner.
func row(change func(*meddler, *pb.Row)) fault {
	return fault{take: func(m *meddler, message any) {
		if r, ok := message.(*pb.SampleRequest); ok {
			for _, row := range r.GetRows().GetRows() {
				change(m, row)
			}
		}
	}}
}

// asked changes what all rows share.
func asked(change func(*pb.Sampling)) fault {
	return fault{take: func(_ *meddler, message any) {
		if r, ok := message.(*pb.SampleRequest); ok && r.GetSampling() != nil {
			change(r.GetSampling())
		}
	}}
}

// training changes requests to train.
func training(change func(*pb.AdvanceRequest)) fault {
	return fault{take: func(_ *meddler, message any) {
		if r, ok := message.(*pb.AdvanceRequest); ok {
			change(r)
		}
	}}
}

func withoutAbility(a variant.Ability) fault {
	return describing(func(d *pb.DescribeResponse) {
		d.Abilities = slices.DeleteFunc(d.Abilities, func(s string) bool { return s == string(a) })
	})
}

// unopened answers a call where no learner is open.
func unopened(call string, answer any) fault {
	return instead(answer, nil, func(m *meddler, c string) bool { return c == call && !m.open })
}

// faults break one rule each, beside those that the model's own faults break.
var faults = map[string]fault{
	"handshake/unknown-call": {serve: []grpc.ServerOption{grpc.UnknownServiceHandler(func(any, grpc.ServerStream) error { return nil })}},

	"describe/name":               describing(func(d *pb.DescribeResponse) { d.Name = "My GAN" }),
	"describe/version":            describing(func(d *pb.DescribeResponse) { d.Version = "v1" }),
	"describe/numerics":           describing(func(d *pb.DescribeResponse) { d.Numerics = "" }),
	"describe/summary":            describing(func(d *pb.DescribeResponse) { d.Summary = "One\ntwo." }),
	"describe/source":             describing(func(d *pb.DescribeResponse) { d.Source = "" }),
	"describe/tasks":              describing(func(d *pb.DescribeResponse) { d.Tasks = []string{"image", "image"} }),
	"describe/known-task":         describing(func(d *pb.DescribeResponse) { d.Tasks = []string{"dream"} }),
	"describe/abilities":          describing(func(d *pb.DescribeResponse) { d.Abilities = append(d.Abilities, "export") }),
	"describe/parameter-names":    describing(func(d *pb.DescribeResponse) { d.Parameters = append(d.Parameters, d.Parameters[3]) }),
	"describe/parameter-kinds":    describing(func(d *pb.DescribeResponse) { d.Parameters[3].Kind = "word" }),
	"describe/parameter-bounds":   describing(func(d *pb.DescribeResponse) { d.Parameters[1].Min, d.Parameters[1].Max = pointer(2), pointer(1) }),
	"describe/parameter-defaults": describing(func(d *pb.DescribeResponse) { d.Parameters[3].Choices = []string{"a"} }),
	"describe/parameter-docs":     describing(func(d *pb.DescribeResponse) { d.Parameters[3].Doc = "" }),
	"describe/scalar-keys":        describing(func(d *pb.DescribeResponse) { d.Scalars[0].Key = "Loss" }),
	"describe/scalar-roles":       describing(func(d *pb.DescribeResponse) { d.Scalars[0].Role = "loss_g" }),
	"describe/scalar-docs":        describing(func(d *pb.DescribeResponse) { d.Scalars[0].Doc = "" }),
	"describe/stable": {give: func(m *meddler, message any) bool {
		if d, ok := message.(*pb.DescribeResponse); ok && m.open {
			d.Summary += " Open."
		}
		return true
	}},

	"open/defaults": instead(nil, errBroken, func(m *meddler, call string) bool { return call == "Open" && m.opens == 2 }),
	"open/every-task": instead(nil, errBroken, func(m *meddler, call string) bool {
		return call == "Advance" && strings.Contains(m.opening.Data[0].Header, "point")
	}),
	"open/shape":         opened(func(r *pb.OpenResponse) { r.SampleShape = []int64{16, 16, 1} }),
	"open/counts":        opened(func(r *pb.OpenResponse) { r.GeneratorParams = 0 }),
	"open/cost":          opened(func(r *pb.OpenResponse) { r.MacsPerStep = 0 }),
	"open/latent":        opened(func(r *pb.OpenResponse) { r.LatentDim = 0 }),
	"open/once":          instead(&pb.OpenResponse{}, nil, func(m *meddler, call string) bool { return call == "Open" && m.open }),
	"open/again":         instead(nil, errBroken, func(m *meddler, call string) bool { return call == "Open" && m.past == "Open " && m.closes == 1 }),
	"open/before-train":  unopened("Advance", nil),
	"open/before-sample": unopened("Sample", nil),
	"open/before-save":   unopened("Save", &pb.SaveResponse{}),
	"open/before-close": {instead: func(m *meddler, call string, _ any) (bool, any, error) {
		return call == "Close" && !m.open, &pb.CloseResponse{}, nil
	}},
	"open/failed-again": {instead: func(m *meddler, call string, _ any) (bool, any, error) {
		broken := call == "Open" && m.missed == 2 && !missing(m.opening)
		if broken {
			m.missed++
		}
		return broken, nil, errBroken
	}},

	"parameters/given": instead(nil, errBroken, func(m *meddler, call string) bool {
		return call == "Open" && len(m.opening.Parameters) == 4 && m.opening.Parameters["note"].GetString_() == "" && m.opening.Parameters["nor_this_one"] == nil
	}),
	"parameters/unknown": dropping(func(m map[string]*pb.Value, name string) bool {
		return name == "no_such_parameter" && m["nor_this_one"] == nil
	}),
	"parameters/type": dropping(func(m map[string]*pb.Value, name string) bool {
		return name == "batch_size" && m[name].GetString_() != ""
	}),
	"parameters/minimum": dropping(func(m map[string]*pb.Value, name string) bool {
		return name == "batch_size" && m[name].GetInt() == 0 && m[name].GetString_() == ""
	}),
	"parameters/maximum":      dropping(func(m map[string]*pb.Value, name string) bool { return name == "batch_size" && m[name].GetInt() == 65 }),
	"parameters/not-a-number": dropping(func(m map[string]*pb.Value, name string) bool { return math.IsNaN(m[name].GetFloat()) }),
	"parameters/choice": dropping(func(m map[string]*pb.Value, name string) bool {
		return name == "loss" && m[name].GetString_() == "no such choice"
	}),
	"parameters/all": dropping(func(_ map[string]*pb.Value, name string) bool { return name == "nor_this_one" }),
	"parameters/again": {take: func(m *meddler, message any) {
		if r, ok := message.(*pb.OpenRequest); ok && len(r.Parameters) == 2 && r.Parameters["no_such_parameter"] != nil {
			m.unknown++
		}
	}, instead: func(m *meddler, call string, _ any) (bool, any, error) {
		broken := call == "Open" && m.unknown == 2 && m.opening.Parameters["no_such_parameter"] == nil
		if broken {
			m.unknown++
		}
		return broken, nil, errBroken
	}},

	"training/reports":          reporting(0, 7, 3, func(_ *meddler, r *pb.Report) bool { return r.Step != 7 }),
	"training/anchored":         reporting(2, 7, 3, func(_ *meddler, r *pb.Report) bool { return r.Step != 3 }),
	"training/windows":          report(0, 7, 3, func(r *pb.Report) { r.Steps++ }),
	"training/updates":          report(-1, -1, -1, func(r *pb.Report) { r.DUpdates++ }),
	"training/images":           report(-1, -1, -1, func(r *pb.Report) { r.Images *= 2 }),
	"training/generator":        report(-1, -1, -1, func(r *pb.Report) { r.GUpdates = 0 }),
	"training/scalars":          report(-1, -1, -1, func(r *pb.Report) { r.Scalars = append(r.Scalars, &pb.Stat{}) }),
	"training/finite":           report(0, 4, 2, func(r *pb.Report) { r.Scalars[0].Mean = math.NaN() }),
	"training/statistics":       report(0, 6, 3, func(r *pb.Report) { r.Scalars[1].Min = r.Scalars[1].Last + 1 }),
	"training/single":           report(0, 2, 1, func(r *pb.Report) { r.Scalars[0].Max++ }),
	"training/seconds":          report(-1, -1, -1, func(r *pb.Report) { r.Seconds = 1e6 }),
	"training/moves":            report(0, 4, 1, func(r *pb.Report) { r.Scalars[0], r.Scalars[1] = &pb.Stat{}, &pb.Stat{} }),
	"training/refuse-every":     training(func(r *pb.AdvanceRequest) { r.Every = max(r.Every, 1) }),
	"training/refuse-backwards": training(func(r *pb.AdvanceRequest) { r.To = max(r.To, r.From) }),
	"training/refuse-negative":  training(func(r *pb.AdvanceRequest) { r.From = max(r.From, 0) }),
	"training/done": {also: func(m *meddler, call string) any {
		if call == "Advance" && m.advance.To == 4 && m.advance.Every == 2 {
			return &pb.AdvanceResponse{Event: &pb.AdvanceResponse_Done{Done: &pb.Done{Step: 4}}}
		}
		return nil
	}},
	"training/none": {also: func(m *meddler, call string) any {
		if call == "Advance" && m.advance.From == 3 && m.advance.To == 3 {
			return &pb.AdvanceResponse{Event: &pb.AdvanceResponse_Report{Report: &pb.Report{Step: 3}}}
		}
		return nil
	}},
	"training/cut": straying(func(m *meddler) bool { return m.calls == "Open Advance Advance " && m.first.To == 3 }),
	"training/learns": drawing(func(m *meddler, b []byte) []byte {
		switch m.calls {
		case "Open Sample ":
			m.kept = b
		case "Open Sample Advance Sample ":
			return m.kept
		}
		return b
	}),

	"seed/same": straying(func(m *meddler) bool {
		return m.past == "Open Advance " && m.calls == m.past && traces(m.pastFirst) && traces(m.first) && m.opening.Seed == 7 && m.opening.Threads == 1
	}),
	"seed/same-samples": drawn(func(m *meddler) bool {
		return m.past == "Open Advance Sample " && m.calls == m.past && m.first.To == 6
	}),

	"sampling/header": {give: func(_ *meddler, message any) bool {
		if s, ok := message.(*pb.SampleResponse); ok && s.GetHeader() != nil {
			s.GetHeader().Shape = append(s.GetHeader().Shape, 1)
		}
		return true
	}},
	"sampling/none": {also: func(m *meddler, call string) any {
		if call == "Sample" && m.rows == 0 {
			return &pb.SampleResponse{Message: &pb.SampleResponse_Data{Data: []byte{1}}}
		}
		return nil
	}},
	"sampling/one": drawing(func(m *meddler, b []byte) []byte {
		if m.rows == 1 && m.index == 0 {
			return nil
		}
		return b
	}),
	"sampling/thousand": drawing(func(m *meddler, b []byte) []byte {
		if m.rows == 1000 {
			return b[1:]
		}
		return b
	}),
	"sampling/chunks": drawing(func(m *meddler, b []byte) []byte {
		if len(m.held) == 0 && len(b) == wire.ChunkSize {
			m.held = b
			return nil
		}
		b = append(m.held, b...)
		m.held = nil
		return b
	}),
	"sampling/messages": drawn(func(m *meddler) bool { return m.messages > 1 }),
	"sampling/repeat":   drawn(func(m *meddler) bool { return m.rows == 4 && m.calls == "Open Sample Sample " }),
	"sampling/alone":    drawn(func(m *meddler) bool { return m.rows == 1 && m.index == 66 }),
	"sampling/order":    drawn(func(m *meddler) bool { return m.rows == 6 && m.index == 5 }),
	"sampling/varied": drawing(func(m *meddler, b []byte) []byte {
		if m.rows != 8 || m.calls != "Open Sample " {
			return b
		}
		return slices.Repeat(b[:len(b)/8], 8)
	}),
	"sampling/finite": drawing(func(m *meddler, b []byte) []byte {
		if m.rows == 100 {
			copy(b, wire.AppendFloats(nil, []float32{float32(math.NaN())}))
		}
		return b
	}),
	"sampling/harmless": straying(after("Open Advance Sample Advance")),
	"sampling/first-message": {take: func(m *meddler, message any) {
		if r, ok := message.(*pb.SampleRequest); ok && r.GetRows() != nil && m.sampling == nil {
			r.Message = &pb.SampleRequest_Sampling{Sampling: &pb.Sampling{}}
		}
	}},
	"sampling/cut-number":    row(func(_ *meddler, r *pb.Row) { r.Latent = r.Latent[:len(r.Latent)/4*4] }),
	"sampling/seed":          asked(func(s *pb.Sampling) { s.Seed = 5 }),
	"sampling/latent":        row(func(m *meddler, r *pb.Row) { r.Latent = cleared(r.Latent, m.rows == 3) }),
	"sampling/latent-length": row(func(_ *meddler, r *pb.Row) { r.Latent = r.Latent[:min(len(r.Latent), 4*latentDim)] }),
	"sampling/truncation":    asked(func(s *pb.Sampling) { s.Truncation = max(s.Truncation, 0.5) }),
	"sampling/given-latent":  row(func(m *meddler, r *pb.Row) { r.Latent = cleared(r.Latent, m.sampling.GetTruncation() == 0.5) }),

	"condition/label":             row(func(_ *meddler, r *pb.Row) { r.Label = min(r.Label, 99) / 99 * 99 }),
	"condition/label-range":       row(func(_ *meddler, r *pb.Row) { r.Label %= 99 }),
	"condition/domain":            row(func(_ *meddler, r *pb.Row) { r.Domain = min(r.Domain, 99) / 99 * 99 }),
	"condition/domain-range":      row(func(_ *meddler, r *pb.Row) { r.Domain %= 99 }),
	"condition/attributes":        row(func(_ *meddler, r *pb.Row) { r.Attributes = make([]byte, len(r.Attributes)) }),
	"condition/attributes-length": row(func(_ *meddler, r *pb.Row) { r.Attributes = r.Attributes[:min(len(r.Attributes), 8)] }),
	"condition/source": row(func(m *meddler, r *pb.Row) {
		if m.rows == 1 && len(r.Source) > 4 && m.first != nil {
			r.Source = make([]byte, len(r.Source))
		}
	}),
	"condition/source-length": row(func(_ *meddler, r *pb.Row) {
		if len(r.Source) == 4 {
			r.Source = make([]byte, 4*16*16*3)
		}
	}),

	"saving/harmless": straying(func(m *meddler) bool {
		return m.past == "Open Advance " && m.calls == "Open Advance Save Advance "
	}),
	"saving/fresh":    straying(func(m *meddler) bool { return m.calls == "Open Load Advance " && m.advance.From == 0 }),
	"loading/resume":  straying(func(m *meddler) bool { return m.calls == "Open Load Advance " && m.advance.From == 3 }),
	"loading/samples": drawn(func(m *meddler) bool { return m.calls == "Open Load Sample " && m.opening.Purpose == "train" }),
	"loading/to-sample": drawn(func(m *meddler) bool {
		return m.calls == "Open Load Sample " && m.opening.Purpose == "sample"
	}),
	"loading/back": straying(after("Open Advance Save Advance Load Advance")),

	"stop/end": {give: func(m *meddler, message any) bool {
		a, ok := message.(*pb.AdvanceResponse)
		return !ok || a.GetDone() == nil || m.begins != 1 || m.advance.To < 1<<30
	}},
	"stop/boundary": {give: func(m *meddler, message any) bool {
		if a, ok := message.(*pb.AdvanceResponse); ok && a.GetDone() != nil && m.begins == 2 && m.advance.To > 1<<30 {
			a.GetDone().Step++
		}
		return true
	}},
	"stop/go-on": straying(func(m *meddler) bool { return m.calls == "Open Advance Advance " && m.first.To > 1<<30 }),
	"stop/usable": instead(nil, errBroken, func(m *meddler, call string) bool {
		return call == "Save" && m.begins == 4 && m.first != nil && m.first.To > 1<<30 && m.first.Every == 2
	}),
	"cancel/advance": instead(nil, errBroken, func(m *meddler, call string) bool { return call == "Save" && m.first != nil && m.first.Every > 1<<30 }),
	"cancel/sample":  instead(nil, errBroken, func(m *meddler, call string) bool { return call == "Save" && m.calls == "Open Sample Save " }),
	"busy/describe":  instead(nil, errBroken, func(m *meddler, call string) bool { return call == "Describe" && m.training }),
	"busy/wait":      instead(&pb.SaveResponse{}, nil, func(m *meddler, call string) bool { return call == "Save" && m.training && m.begins == 6 }),

	"average/differs": asked(func(s *pb.Sampling) { s.Weights = "raw" }),
	"critique/values": {give: func(_ *meddler, message any) bool {
		if c, ok := message.(*pb.CritiqueResponse); ok {
			c.Values = c.Values[1:]
		}
		return true
	}},
	"critique/absent": withoutAbility(variant.CanCritique),
	"export/files": {give: func(_ *meddler, message any) bool {
		if e, ok := message.(*pb.ExportResponse); ok {
			e.Files = []string{"../generator.safetensors"}
		}
		return true
	}},
	"export/absent": withoutAbility(variant.CanExport),
	"loading/moved": {instead: func(_ *meddler, call string, request any) (bool, any, error) {
		l, ok := request.(*pb.LoadRequest)
		return ok && strings.HasSuffix(l.Dir, "-moved"), nil, status.Error(codes.NotFound, "not where it was")
	}},
	"saving/files": {instead: func(m *meddler, call string, _ any) (bool, any, error) {
		return call == "Save" && m.open && m.first != nil && m.first.To == 1, &pb.SaveResponse{}, nil
	}},
	"saving/repeat": {instead: func(m *meddler, call string, _ any) (bool, any, error) {
		return call == "Save" && m.calls == "Open Advance Save Save ", &pb.SaveResponse{}, nil
	}},
}

// traces tells trainings whose reports are compared.
func traces(r *pb.AdvanceRequest) bool { return r != nil && r.To == 6 && r.Every == 1 }

// missing tells setups whose dataset is not there.
func missing(r *pb.OpenRequest) bool {
	return len(r.Data) > 0 && strings.HasSuffix(r.Data[0].Path, "nowhere.gds")
}

func pointer(f float64) *float64 { return &f }

func cleared(b []byte, when bool) []byte {
	if when {
		return nil
	}
	return b
}

// ownFaults are those that the model has a switch for.
var ownFaults = []string{
	"open/no-data", "open/missing-file", "open/damaged-file", "open/unsupported",
	"seed/other", "seed/other-weights", "seed/threads", "loading/empty", "loading/damaged", "files/dataset",
}

// tasksOf are the tasks of the model for a check.
func tasksOf(id string) []variant.Task {
	switch {
	case id == "open/every-task", id == "sampling/finite":
		return []variant.Task{variant.Image, variant.Points}
	case strings.HasPrefix(id, "condition/label"):
		return []variant.Task{variant.LabelToImage}
	case strings.HasPrefix(id, "condition/attributes"):
		return []variant.Task{variant.AttributeTo}
	case strings.HasPrefix(id, "condition/"):
		return []variant.Task{variant.DomainToDomain}
	}
	return []variant.Task{variant.Image}
}

// Every fault breaks the check that is made for it, and no other.
func TestFaults(t *testing.T) {
	if os.Getenv("GANDER_LONG") == "" {
		t.Skip("takes half a minute; GANDER_LONG=1 runs it")
	}
	for _, id := range ownFaults {
		faults[id] = fault{}
	}
	targets := map[string]conform.Target{}
	for id, f := range faults {
		own := ""
		if slices.Contains(ownFaults, id) {
			own = id
		}
		m := &meddler{fault: f}
		targets[id] = conform.Variant(model{tasks: tasksOf(id), fault: own}, m.options()...)
	}
	wantFailed(t, targets)
}

// together is how many targets are verified at once: they mostly wait.
const together = 8

// wantFailed verifies targets by the one check that is to fail of each.
func wantFailed(t *testing.T, targets map[string]conform.Target, only ...string) {
	t.Helper()
	var verified sync.WaitGroup
	places := make(chan struct{}, together)
	for id, target := range targets {
		verified.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			t.Run(id, func(t *testing.T) {
				report, err := conform.Verify(t.Context(), target, conform.Options{Only: only})
				if got := report.Failed(); err != nil || !slices.Equal(got, []string{id}) {
					t.Errorf("fault %s: the checks %v failed (%v)", id, got, err)
				}
			})
		})
	}
	verified.Wait()
}

// The model without a fault passes, whatever its task.
func TestModel(t *testing.T) {
	for _, task := range []variant.Task{variant.Image, variant.LabelToImage, variant.DomainToDomain, variant.AttributeTo, variant.Points} {
		t.Run(string(task), func(t *testing.T) {
			t.Parallel()
			conform.Run(t, conform.Variant(model{tasks: []variant.Task{task}}))
		})
	}
}
