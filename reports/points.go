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

// modes reads the centres of a known mixture from the header that was kept with
// the run; nil if it has none.
func (r Run) modes(results *os.Root) [][]float64 {
	for _, a := range r.Artifacts {
		if a.Kind != core.KindHeader {
			continue
		}
		var header struct {
			Modes [][]float64 `json:"modes"`
		}
		text, err := results.ReadFile(a.Path)
		if err == nil && json.Unmarshal(text, &header) == nil && planar(header.Modes) {
			return header.Modes
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

// drawPoints makes a PNG of points in CSV.
func drawPoints(s media.Scatter, text []byte) ([]byte, error) {
	points, err := parsePoints(text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := media.EncodePNG(&b, s.Draw(points)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
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
