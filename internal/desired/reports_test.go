package desired_test

import (
	"slices"
	"testing"
	"time"

	"syncd/internal/model"
)

// A wish knows the results of its failing lines in their tools, each once, and of no other.
func TestReports(t *testing.T) {
	town := newTown(pay, "chrome=ff", "firefox=pf", "safari=fp")
	town.world.Reports = map[model.LineKey][]model.Report{}
	at := noon.Add(-time.Hour)
	for _, l := range town.world.Lines {
		town.world.Reports[l.LineKey] = []model.Report{{Source: "manual", Ref: "of " + l.Environment, Finished: at}, {Source: "files", Ref: "shared", Finished: at}}
	}
	var got []string
	for _, r := range town.judge(t, rules(t, "true", "x")).Reports {
		got = append(got, r.Source+" "+r.Ref)
	}
	if want := []string{"files shared", "manual of chrome", "manual of firefox"}; !slices.Equal(got, want) {
		t.Errorf("reports %v, want %v", got, want)
	}
}
