package xraydc

import (
	"encoding/json"
	"hash/fnv"
	"strconv"

	"syncd/internal/source/tool"
)

// cursor is what one collection tells the next. All times are Jira's own, in seconds since
// 1970.
type cursor struct {
	Version int   `json:"v"`
	At      int64 `json:"at"`    // up to which changes were asked for
	Swept   int64 `json:"swept"` // when all was listed last
	// Statuses are the names of the statuses of runs.
	Statuses []string `json:"statuses"`
	// Definition is the id of the field in which tests name what is run, "" if there is none.
	Definition string `json:"definition,omitempty"`
	// TestType is the id of the issue type of tests, as listed ones say; Census is of the
	// project's tests, by the ids of their issues.
	TestType tool.ID     `json:"test_type,omitempty"`
	Census   tool.Census `json:"census"`
	// Runs are the executions since the first pull looked back, and all that are open, by the
	// ids of their issues.
	Runs map[string]seen `json:"runs"`
	// Machines are the tests that machines run, by id: only runs tell of what type a test is.
	Machines map[string]bool `json:"machines,omitempty"`
	// Todo is what is left of a pull that takes several parts, Total with how many executions
	// it began.
	Todo  []execution `json:"todo,omitempty"`
	Total int         `json:"total,omitempty"`
	// Again are executions that could not be read, while others could.
	Again []execution `json:"again,omitempty"`
	Whole bool        `json:"whole,omitempty"` // the pull lists all, as the first one does
	Begun int64       `json:"begun,omitempty"`
}

// cursorVersion is raised when an old cursor cannot be gone on with.
const cursorVersion = 1

// execution is a test execution as Jira tells of it.
type execution struct {
	ID      string `json:"i"`
	Key     string `json:"k"`
	Name    string `json:"n"`
	Version string `json:"f,omitempty"`
	Created int64  `json:"c"`
	Updated int64  `json:"u"`
	Done    bool   `json:"d,omitempty"`
}

// seen is what is known of an execution that was read.
type seen struct {
	execution
	Mark   string `json:"m"`           // over all that was read of it
	Read   int64  `json:"r"`           // when that was
	Active int64  `json:"a,omitempty"` // when something happened in it last
	Top    int64  `json:"t,omitempty"` // the greatest id of a run
	Rows   uint64 `json:"s,omitempty"` // sum over the ids of runs, to see that one is gone
	// Last is what was told last of each run that has been executed, without its id; see
	// reading.pending. Executions that are Done go without.
	Last map[string]string `json:"l,omitempty"`
}

// parseCursor reads a cursor; none, and one of an older version, begin anew.
func parseCursor(data []byte) (cursor, error) {
	c := cursor{Version: cursorVersion, Runs: map[string]seen{}, Machines: map[string]bool{}}
	return c, tool.ReadCursor(data, cursorVersion, &c)
}

// mark sums up what was read of an execution: while it stays the same, there is nothing to
// tell. What statuses count as is part of it, for the config may change that.
func (e execution) mark(runs []wireRun, outcomes []string) (string, error) {
	data, err := json.Marshal([]any{e.Key, e.Name, e.Version, runs, outcomes})
	h := fnv.New64a()
	h.Write(data)
	return strconv.FormatUint(h.Sum64(), 36), err
}

// sum adds the ids of runs up in any order, as far as one.
func sum(runs []wireRun, top int64) uint64 {
	var out uint64
	for _, r := range runs {
		if r.ID.Int() > top {
			continue
		}
		h := fnv.New64a()
		h.Write([]byte(r.ID))
		out += h.Sum64()
	}
	return out
}
