package zephyr

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// Deed is what a person does in Zephyr, as data. Do names it; the other members are those that it needs.
type Deed struct {
	Do          string   `json:"do"`
	Key         string   `json:"key,omitempty"` // add_case, add_cycle, add_plan: a key of one's own; default the next one
	Name        string   `json:"name,omitempty"`
	Case        string   `json:"case,omitempty"`
	Cases       []string `json:"cases,omitempty"` // add_cycle: items, as "SHOP-T1" or "SHOP-T1 Chrome"
	Cycle       string   `json:"cycle,omitempty"`
	Cycles      []string `json:"cycles,omitempty"` // add_plan
	Execution   string   `json:"execution,omitempty"`
	Status      string   `json:"status,omitempty"`
	Kind        string   `json:"kind,omitempty"` // add_folder, add_status: TEST_CASE, TEST_CYCLE, TEST_PLAN or TEST_EXECUTION
	Priority    string   `json:"priority,omitempty"`
	Folder      string   `json:"folder,omitempty"` // made when it is not there
	Environment string   `json:"environment,omitempty"`
	Version     string   `json:"version,omitempty"` // a release of Jira
	Objective   string   `json:"objective,omitempty"`
	Labels      []string `json:"labels,omitempty"`
	Issues      []string `json:"issues,omitempty"`      // keys or ids
	StepIssues  []string `json:"step_issues,omitempty"` // execute: what a step of it links
	Comment     string   `json:"comment,omitempty"`
	User        string   `json:"user,omitempty"` // default ada@example.com
	Took        string   `json:"took,omitempty"` // such as "90s"
	Automated   bool     `json:"automated,omitempty"`
	Age         string   `json:"age,omitempty"` // such as "20h": as if it had been done so long ago
}

// errNothing refuses a deed that names too little.
var errNothing = errors.New("it names neither a case nor an execution")

// Perform does a deed and returns the key of what it left behind. The answer is an error when something named does not
// exist or a rule forbids it.
func (s *Site) Perform(d Deed) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.perform(d)
}

func (s *Site) perform(d Deed) (string, error) {
	do, ok := deedTable()[d.Do]
	if !ok {
		return "", fmt.Errorf("unknown deed %q: use %s", d.Do, strings.Join(deedNames(), ", "))
	}
	age, err := duration(d.Age)
	if err != nil {
		return "", err
	}
	before := s.offset
	s.offset -= age
	defer func() { s.offset = before }()
	for _, key := range slices.Concat(d.Issues, d.StepIssues) {
		if _, err := s.issue(key); err != nil {
			return "", fmt.Errorf("%s: %w", d.Do, err)
		}
	}
	key, err := do(s, d)
	if err != nil {
		return "", fmt.Errorf("%s: %w", d.Do, err)
	}
	return key, nil
}

// deedNames lists the deeds in order.
func deedNames() []string {
	var out []string
	for name := range deedTable() {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// duration reads "90s"; "" is none.
func duration(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is not a length of time such as \"90s\"", text)
	}
	return d, nil
}

// ids are the ids of issues that exist.
func (s *Site) ids(keys []string) []int64 {
	var out []int64
	for _, key := range keys {
		if id, err := s.issue(key); err == nil {
			out = append(out, id)
		}
	}
	return out
}

func (d Deed) user() string { return cmp.Or(d.User, "ada@example.com") }

// key gives a thing its key: the wanted one, when it is free, or the next of its letter.
func (s *Site) key(letter, wanted string, taken func(key string) bool) (string, error) {
	if wanted == "" {
		for {
			key := fmt.Sprint("SHOP-", letter, s.next(letter, 0))
			if !taken(key) {
				return key, nil
			}
		}
	}
	if !strings.HasPrefix(wanted, "SHOP-"+letter) || taken(wanted) {
		return "", fmt.Errorf("key %q is taken or does not begin with SHOP-%s", wanted, letter)
	}
	return wanted, nil
}

// folder makes a folder and its parents unless they are there.
func (s *Site) folder(kind, at string) (string, error) {
	switch {
	case at == "":
		return "", nil
	case !strings.HasPrefix(at, "/") || at == "/" || path.Clean(at) != at:
		return "", fmt.Errorf("folder %q is not written like /Checkout/Cart", at)
	case View{s}.Folder(kind, at) != nil:
		return at, nil
	}
	f := &Folder{Name: path.Base(at), Path: at, Kind: kind}
	if parent := path.Dir(at); parent != "/" {
		if _, err := s.folder(kind, parent); err != nil {
			return "", err
		}
		f.Parent = View{s}.Folder(kind, parent).ID
	}
	f.Index = len(slices.DeleteFunc(slices.Clone(s.folders), func(o *Folder) bool { return o.Kind != kind || o.Parent != f.Parent }))
	f.ID = s.next("folder", 300)
	s.folders = append(s.folders, f)
	return at, nil
}

// status is the wanted status of a kind, or its default.
func (s *Site) status(kind, wanted string) (string, error) {
	if wanted == "" {
		return find(s.statuses, func(t *Status) bool { return t.Kind == kind && t.Default }).Name, nil
	}
	if (View{s}).Status(kind, wanted) == nil {
		return "", missing("status", wanted)
	}
	return wanted, nil
}

// release checks the name of a version.
func (s *Site) release(name string) error {
	if name != "" && (View{s}).ReleaseID(name) == 0 {
		return missing("version", name)
	}
	return nil
}
