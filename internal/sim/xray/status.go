package xray

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	simjira "syncd/internal/sim/jira"
)

// Status is what a run may have. Rank decides between the environments of a test: the greater one stands.
type Status struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Color       string `json:"color"`
	Final       bool   `json:"final"`
	Coverage    string `json:"coverage"` // OK, NOK, NOTRUN or UNKNOWN
	Rank        int    `json:"rank"`
}

// What a status says of the issue that is tested.
const (
	OK        = "OK"
	NOK       = "NOK"
	NotRun    = "NOTRUN"
	Unknown   = "UNKNOWN"
	Uncovered = "UNCOVERED"
)

// spelled are the statuses that both products have, as Data Center and as Cloud spell them.
var spelled = map[string]string{"PASS": "PASSED", "FAIL": "FAILED", "TODO": "TO DO"}

// builtinStatuses are the five of every Xray, BLOCKED (which the documentation of Data Center has as its example of
// a status of one's own) and QUARANTINED, of which nobody has heard.
func builtinStatuses(e simjira.Edition) []Status {
	all := []Status{
		{"PASS", "The test run has passed", "#0a9600", true, OK, 1},
		{"TODO", "The test run has not started", "#a2a6ae", false, NotRun, 2},
		{"EXECUTING", "The test run is being executed", "#f1e069", false, NotRun, 3},
		{"FAIL", "The test run has failed", "#ff2602", true, NOK, 4},
		{"ABORTED", "The test run was aborted", "#111111", true, NotRun, 5},
		{"BLOCKED", "Something else must be repaired first", "#ffa500", false, NotRun, 6},
		{"QUARANTINED", "The test is not to be trusted", "#7e57c2", true, Unknown, 7},
	}
	for n, s := range all {
		if other := spelled[s.Name]; e == simjira.Cloud && other != "" {
			all[n].Name = other
		}
	}
	return all
}

// checkStatuses finds what would make no Xray.
func checkStatuses(all []Status) error {
	var errs []error
	for _, s := range all {
		if s.Name == "" || !slices.Contains([]string{OK, NOK, NotRun, Unknown}, s.Coverage) {
			errs = append(errs, fmt.Errorf("status %q: it needs a name and a coverage of OK, NOK, NOTRUN or UNKNOWN", s.Name))
		}
	}
	if _, known := pick(all, "TODO"); !known {
		errs = append(errs, errors.New("there is no status TODO (on Cloud: TO DO)"))
	}
	return errors.Join(errs...)
}

// pick finds a status by its name in any case, or by the name that the other product has for it.
func pick(all []Status, name string) (Status, bool) {
	for _, s := range all {
		if strings.EqualFold(s.Name, name) {
			return s, true
		}
	}
	for dc, cloud := range spelled {
		for _, s := range all {
			if s.Name == cloud && strings.EqualFold(name, dc) || s.Name == dc && strings.EqualFold(name, cloud) {
				return s, true
			}
		}
	}
	return Status{}, false
}

// Statuses are all statuses, in the order of the settings.
func (b *Book) Statuses() []Status {
	defer b.lock()()
	return slices.Clone(b.statuses)
}

// Status finds one by exactly its name.
func (b *Book) Status(name string) (Status, bool) {
	defer b.lock()()
	return b.status(name)
}

func (b *Book) status(name string) (Status, bool) {
	n := slices.IndexFunc(b.statuses, func(s Status) bool { return s.Name == name })
	if n < 0 {
		return Status{Name: name, Coverage: Unknown}, false
	}
	return b.statuses[n], true
}

// AddStatus adds a status, as an administrator does in the settings.
func (b *Book) AddStatus(s Status) error {
	defer b.settled()()
	if _, known := b.status(s.Name); known {
		return fmt.Errorf("there is a status %q", s.Name)
	}
	if s.Rank == 0 {
		s.Rank = len(b.statuses) + 1
	}
	if err := checkStatuses(append(slices.Clone(b.statuses), s)); err != nil {
		return err
	}
	b.statuses = append(b.statuses, s)
	return nil
}
