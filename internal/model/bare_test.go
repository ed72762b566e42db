package model_test

import (
	"fmt"
	"strings"
	"testing"

	"syncd/internal/model"
)

// A line without an environment is bare where one of the sources of its case never names
// one; a source that names one elsewhere forgot it.
func TestBareLines(t *testing.T) {
	for lines, want := range map[string]string{
		"f:":                   "bare",
		"f: t:chrome":          "bare chrome",
		"f: t: t:chrome":       "bare chrome",
		"t: t:chrome":          "forgotten chrome",
		"f:chrome t: t:chrome": "forgotten chrome",
		"f:chrome t:":          "bare chrome",
	} {
		w := model.World{Cases: map[model.CaseID]model.Case{"f": {ID: "f", Source: "ci"}, "t": {ID: "t", Source: "testrail"}}}
		strands := map[model.LineKey]model.Strand{}
		for _, text := range strings.Fields(lines) {
			id, environment, _ := strings.Cut(text, ":")
			key := model.LineKey{Case: model.CaseID(id), Environment: environment}
			line := model.Fold(key, nil)
			w.Lines, strands[key] = append(w.Lines, line), model.Strand{Line: line}
		}
		joined := w.Join([]model.Group{{Case: w.Cases["f"], Members: []model.CaseID{"f", "t"}}}, strands, model.View{})
		var got []string
		for _, l := range joined.Lines {
			switch {
			case l.Bare:
				got = append(got, "bare")
			case l.Environment == "":
				got = append(got, "forgotten")
			default:
				got = append(got, l.Environment)
			}
		}
		if fmt.Sprint(got) != "["+want+"]" {
			t.Errorf("%s: %v, want %s", lines, got, want)
		}
	}
}
