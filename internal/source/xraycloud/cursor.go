package xraycloud

import (
	"encoding/json"
	"hash/fnv"
	"strconv"

	"syncd/internal/source/tool"
)

// cursor is what one collection tells the next. All times are Xray's own, in seconds since
// 1970.
type cursor struct {
	Version int    `json:"v"`
	At      int64  `json:"at"`    // up to which changes were asked for
	Listed  int64  `json:"all"`   // when all executions were listed last
	Swept   int64  `json:"swept"` // when everything was read last
	Setup   string `json:"setup"` // over what the config says that results depend on
	// Project is the id of the project, Statuses are the names of the statuses of runs.
	Project  string   `json:"project"`
	Statuses []string `json:"statuses"`
	// Census is of the project's tests, by the ids of their issues.
	Census  tool.Census `json:"census"`
	Unshown unshown     `json:"unshown,omitzero"`
	// Runs are the executions since the first pull looked back, and all that are open, by the
	// ids of their issues.
	Runs map[string]seen `json:"runs"`
	// Tests is where the list of tests goes on; nil once a pull has read it.
	Tests *mark `json:"tests,omitempty"`
	// Todo is what is left of a pull that takes several parts, Total with how many executions
	// it began.
	Todo  []step `json:"todo,omitempty"`
	Total int    `json:"total,omitempty"`
	Whole bool   `json:"whole,omitempty"` // the pull reads everything, as the first one does
	Begun int64  `json:"begun,omitempty"`
}

// cursorVersion is raised when an old cursor cannot be gone on with.
const cursorVersion = 1

// step is what is asked for together: the runs of a few executions, all of them or those
// that have changed.
type step struct {
	IDs   []string `json:"i"`
	Whole bool     `json:"w,omitempty"`
}

// execution is a test execution as Xray tells of it.
type execution struct {
	ID          string `json:"i"`
	Key         string `json:"k"`
	Name        string `json:"n"`
	Version     string `json:"f,omitempty"`
	Environment string `json:"e,omitempty"`
	Created     int64  `json:"c"`
}

// seen is what is known of an execution.
type seen struct {
	execution
	Modified int64 `json:"u,omitempty"`
	Done     bool  `json:"d,omitempty"`
	Count    int   `json:"t"`           // of its runs
	Unread   bool  `json:"x,omitempty"` // its runs have not been read, or not all of them
	Active   int64 `json:"a,omitempty"` // when a result in it was finished last
	// Last is what was told last of each run, by its id: planned, ran, or since when it waits
	// to be run again. Executions that are Done go without.
	Last map[string]string `json:"l,omitempty"`
}

// What was told of a run; anything else is the time when it was set back.
const (
	planned = "-"
	ran     = ""
)

// parseCursor reads a cursor; none, and one of an older version, begin anew.
func parseCursor(data []byte) (cursor, error) {
	c := cursor{Version: cursorVersion, Runs: map[string]seen{}}
	return c, tool.ReadCursor(data, cursorVersion, &c)
}

// setup sums up what the config says that results depend on: where it changes, everything is
// told anew.
func (c *Config) setup() (string, error) {
	data, err := json.Marshal([]any{c.URL, c.Site, c.Project, c.Since, c.Maps, c.Automated})
	h := fnv.New64a()
	h.Write(data)
	return strconv.FormatUint(h.Sum64(), 36), err
}
