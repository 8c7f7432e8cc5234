package evals

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/policybot/policybot/evals/metric"
)

// Speed is how long the steps of a run took. It is no part of the run: two runs
// are equal, their times are not.
type Speed struct {
	Run   string             `json:"run"` // id of the run
	Steps []StepTime         `json:"steps"`
	Cases map[string]float64 `json:"cases"` // milliseconds of each answer
}

// StepTime is the time of a step in milliseconds over all cases that took it.
type StepTime struct {
	Step string  `json:"step"`
	N    int     `json:"n"`
	P50  float64 `json:"p50_ms"`
	P95  float64 `json:"p95_ms"`
	Max  float64 `json:"max_ms"`
}

// Clock takes the times of a run while it is made. A nil clock takes none.
type Clock struct {
	steps map[string][]float64
	cases map[string]float64
}

// NewClock gives a clock for one run.
func NewClock() *Clock { return &Clock{map[string][]float64{}, map[string]float64{}} }

// took adds the time since began.
func (c *Clock) took(step string, began time.Time) {
	if c != nil {
		c.steps[step] = append(c.steps[step], float64(time.Since(began).Microseconds())/1000)
	}
}

// answered adds the times that an answer tells of itself.
func (c *Clock) answered(id string, timings map[string]float64) {
	if c == nil {
		return
	}
	for step, ms := range timings {
		if step == "total" {
			c.cases[id] = ms
			step = "answer"
		} else {
			step = "answer/" + step
		}
		c.steps[step] = append(c.steps[step], ms)
	}
}

// Speed gives the times taken of the run.
func (c *Clock) Speed(run *Suite) *Speed {
	out := &Speed{Run: run.ID, Steps: []StepTime{}, Cases: c.cases}
	for _, step := range slices.Sorted(maps.Keys(c.steps)) {
		ms := c.steps[step]
		out.Steps = append(out.Steps, StepTime{Step: step, N: len(ms), P50: metric.Percentile(ms, 0.5), P95: metric.Percentile(ms, 0.95), Max: slices.Max(ms)})
	}
	return out
}

// LoadSpeed reads the times of a run.
func LoadSpeed(path string) (*Speed, error) {
	s := &Speed{}
	err := readJSON(path, s)
	if err == nil && s.Run == "" {
		err = errNoSpeed
	}
	if err != nil {
		return nil, fmt.Errorf("%s does not hold the times of a run: write them with policybot eval run --speed FILE (%w)", path, err)
	}
	return s, nil
}

var errNoSpeed = errors.New("it names no run")

var errOtherSpeed = errors.New("the times are of another run: eval run --out and --speed write the two together")

// SetSpeed gives a run its times, for the report. Those of another run are an error.
func (s *Suite) SetSpeed(times *Speed) error {
	if times.Run != s.ID {
		return errOtherSpeed
	}
	s.Speed = times.Steps
	for i := range s.Cases {
		s.Cases[i].MS = times.Cases[s.Cases[i].Case.ID]
	}
	return nil
}
