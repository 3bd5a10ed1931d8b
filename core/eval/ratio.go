package eval

import (
	"context"
	"strings"

	"gander/core"
)

// An idle translator hands the sources back. These are its kernel distances to
// each style and over all of them, by their identities.
type idle map[string]float64

// idleness measures what an idle translator gets in the random networks, or reads it
// where anchors are kept; nil where samples have no source.
func (j *ImageJudge) idleness(ctx context.Context, t *trial) (idle, error) {
	if t.sources == nil {
		return nil, nil
	}
	kept, err := j.anchors("idle", len(t.sources), func() (anchors, error) { return t.idleAnchors(ctx) })
	if err != nil {
		return nil, err
	}
	of := idle{}
	for identity, a := range kept {
		if a.Floor != nil {
			of[identity] = *a.Floor
		}
	}
	return of, nil
}

// idleAnchors have distances of the sources, which are real images, for floors.
func (t *trial) idleAnchors(ctx context.Context) (anchors, error) {
	alone := *t
	alone.panels = t.panels[:1]
	scores, err := alone.measure(ctx, batch(t.test, t.sources), sequence(len(t.sources)))
	if err != nil {
		return nil, err
	}
	a := anchors{}
	for _, s := range scores {
		if isKernelDistance(s.Key) {
			a[s.Identity] = anchor{Floor: &s.Value}
		}
	}
	return a, nil
}

func isKernelDistance(key string) bool { return key == "kd" || strings.HasPrefix(key, "kd:") }

// ratios give kernel distances as shares of those of an idle translator, their
// anchors too: 1 is doing nothing, and what is above it has gone away from the
// style that was asked for. Styles that differ no more than equal ones may have
// none.
func (of idle) ratios(scores []core.Score) []core.Score {
	var list []core.Score
	for _, s := range scores {
		doingNothing := of[s.Identity]
		if doingNothing <= 0 {
			continue
		}
		share := func(v *float64) *float64 {
			if v == nil {
				return nil
			}
			q := *v / doingNothing
			return &q
		}
		statistic, arguments, _ := strings.Cut(s.Identity, "[")
		s.Key = strings.Replace(s.Key, "kd", "kd_ratio", 1)
		s.Identity = statistic + "/" + statistic + " of sources[" + arguments
		s.Value, s.Floor, s.Ceiling = s.Value/doingNothing, share(s.Floor), share(s.Ceiling)
		list = append(list, s)
	}
	return list
}
