package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"

	"gander/core"
	"gander/core/media"
)

// scatter is how points of the contest are drawn: alike for all runs and steps,
// so that pictures compare. It takes the modes that a run's dataset header
// knows, and otherwise an extent that holds the points of every run's last
// step.
func (c Contest) scatter(results *os.Root) media.Scatter {
	extent := 0.0
	for _, k := range c.Contenders {
		for _, r := range k.Runs {
			if modes := r.modes(results); len(modes) > 0 {
				return media.Scatter{Modes: modes}
			}
			extent = max(extent, r.lastExtent(results))
		}
	}
	return media.Scatter{Extent: 1.1 * extent}
}

// A header is what the page takes from the header of a dataset, which was kept
// with the run.
type header struct {
	Shape []int       `json:"shape"` // of a row: {H, W, C}, or {2} for points
	Modes [][]float64 `json:"modes"`
}

// headers reads those of the run's datasets that can be read.
func (r Run) headers(results *os.Root) []header {
	var all []header
	for _, a := range r.Artifacts {
		if a.Kind != core.KindHeader {
			continue
		}
		var h header
		text, err := results.ReadFile(a.Path)
		if err == nil && json.Unmarshal(text, &h) == nil {
			all = append(all, h)
		}
	}
	return all
}

// modes are the centres of a known mixture; nil if the run's datasets have none.
func (r Run) modes(results *os.Root) [][]float64 {
	for _, h := range r.headers(results) {
		if planar(h.Modes) && len(h.Modes) > 0 {
			return h.Modes
		}
	}
	return nil
}

func planar(modes [][]float64) bool {
	for _, m := range modes {
		if len(m) != 2 {
			return false
		}
	}
	return true
}

// lastExtent is the largest coordinate among the run's last points.
func (r Run) lastExtent(results *os.Root) float64 {
	extent := 0.0
	for i := len(r.Artifacts) - 1; i >= 0; i-- {
		if r.Artifacts[i].Kind != core.KindPoints {
			continue
		}
		text, err := results.ReadFile(r.Artifacts[i].Path)
		if err != nil {
			return 0
		}
		points, _ := parsePoints(text)
		for _, v := range points {
			if a := math.Abs(float64(v)); !math.IsInf(a, 0) {
				extent = math.Max(extent, a)
			}
		}
		return extent
	}
	return extent
}

// parsePoints reads lines of two numbers.
func parsePoints(text []byte) ([]float32, error) {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord = 2
	lines, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read points: %w", err)
	}
	points := make([]float32, 0, 2*len(lines))
	for _, line := range lines {
		for _, field := range line {
			v, err := strconv.ParseFloat(field, 32)
			if err != nil {
				return nil, fmt.Errorf("read points: %w", err)
			}
			points = append(points, float32(v))
		}
	}
	return points, nil
}
