package zephyrdc

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// caseFields are what is read of a case, runFields what is read of runs in a list: their
// tests would come along otherwise.
const (
	caseFields = "key,name,status,folder,priority,labels,issueLinks"
	runFields  = "key,name,status,iteration,version,plannedStartDate,executionTime,testCaseCount,issueCount,executionResultsSummary"
)

// wireCase is a test case.
type wireCase struct {
	Key      tool.Text   `json:"key"`
	Name     tool.Text   `json:"name"`
	Status   tool.Text   `json:"status"`
	Folder   tool.Text   `json:"folder"` // /Checkout/Cart
	Priority tool.Text   `json:"priority"`
	Labels   []tool.Text `json:"labels"`
	Links    []tool.Text `json:"issueLinks"`
}

func (w wireCase) key() string { return string(w.Key) }

// wireRun is a test run; lists are asked for without its tests.
type wireRun struct {
	Key       tool.Text                         `json:"key"`
	Name      tool.Text                         `json:"name"`
	Status    tool.Text                         `json:"status"`
	Iteration tool.Text                         `json:"iteration"`
	Version   tool.Text                         `json:"version"`
	Start     tool.Text                         `json:"plannedStartDate"`
	Took      tool.ID                           `json:"executionTime"`
	Cases     tool.ID                           `json:"testCaseCount"`
	Issues    tool.ID                           `json:"issueCount"`
	Summary   tool.Object[map[string]tool.Text] `json:"executionResultsSummary"`
	Items     tool.List[wireItem]               `json:"items"`
}

func (w wireRun) key() string { return string(w.Key) }

// closed reports whether nobody works on the run any more.
func (w wireRun) closed() bool { return strings.EqualFold(string(w.Status), done) }

// wireItem is a test of a run: a case in an environment. What else it says is of its last
// result.
type wireItem struct {
	ID          tool.ID   `json:"id"` // of the last result
	Case        tool.Text `json:"testCaseKey"`
	Environment tool.Text `json:"environment"`
	Status      tool.Text `json:"status"`
	Ended       tool.Text `json:"actualEndDate"`
	Date        tool.Text `json:"executionDate"` // its deprecated twin
}

// wireResult is a test result.
type wireResult struct {
	ID          tool.ID     `json:"id"`
	Case        tool.Text   `json:"testCaseKey"`
	Status      tool.Text   `json:"status"`
	Automated   tool.Flag   `json:"automated"`
	Environment tool.Text   `json:"environment"`
	Comment     tool.Text   `json:"comment"`       // HTML
	Took        tool.ID     `json:"executionTime"` // milliseconds
	Ended       tool.Text   `json:"actualEndDate"`
	Date        tool.Text   `json:"executionDate"` // its deprecated twin
	Links       []tool.Text `json:"issueLinks"`
}

// when is the first of the times that is one; the zero time if none is.
func when(texts ...tool.Text) time.Time {
	for _, text := range texts {
		if at := tool.Time(string(text), time.UTC); !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

// end is when a result was executed; the zero time if nobody has.
func (w wireResult) end() time.Time { return when(w.Ended, w.Date) }

// took is how long a result took; nil where Zephyr does not say.
func (w wireResult) took() *time.Duration {
	if ms := w.Took.Int(); ms > 0 {
		d := time.Duration(ms) * time.Millisecond
		return &d
	}
	return nil
}

// keys are the keys of linked issues, each once.
func keys(links []tool.Text) []string {
	var out []string
	for _, l := range links {
		for _, key := range model.Keys(strings.ToUpper(string(l))) {
			if !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	return out
}

// sorted puts results into the order in which they were made.
func sorted(list []wireResult) []wireResult {
	slices.SortFunc(list, func(a, b wireResult) int { return cmp.Compare(a.ID.Int(), b.ID.Int()) })
	return list
}

// spot is a test within a run, as far as the API tells tests apart.
type spot struct{ testCase, environment string }

// spots says where results belong: one that was made with its run does not name its
// environment, and has it from the test whose last result it is, or from the only test of
// its case.
type spots struct {
	last map[tool.ID]wireItem
	of   map[string][]string // environments by case
}

// spotsOf reads the tests of a run.
func spotsOf(items []wireItem) spots {
	s := spots{map[tool.ID]wireItem{}, map[string][]string{}}
	for _, i := range items {
		s.last[i.ID] = i
		s.of[string(i.Case)] = append(s.of[string(i.Case)], string(i.Environment))
	}
	return s
}

// spot is where a result belongs.
func (s spots) spot(w wireResult) spot {
	at := spot{string(w.Case), string(w.Environment)}
	if at.environment != "" {
		return at
	}
	if i, ok := s.last[w.ID]; ok && i.Case == w.Case {
		at.environment = string(i.Environment)
	} else if only := s.of[at.testCase]; len(only) == 1 {
		at.environment = only[0]
	}
	return at
}
