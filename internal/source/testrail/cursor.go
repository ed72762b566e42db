package testrail

import (
	"fmt"
	"hash/fnv"
	"strconv"

	"syncd/internal/source/tool"
)

// cursor is what one collection tells the next. All times are TestRail's own, in seconds
// since 1970.
type cursor struct {
	Version int         `json:"v"`
	At      int64       `json:"at"`    // up to which cases and new runs were asked for
	Swept   int64       `json:"swept"` // when all was listed last
	Names   names       `json:"names"`
	Lacks   tool.Lacks  `json:"lacks,omitempty"` // of names
	Census  tool.Census `json:"census"`          // of cases
	// Runs are those since the first pull looked back, and all that are open.
	Runs map[int64]seen `json:"runs"`
	// Plans are the open plans, by what a list said of each when it was opened last.
	Plans map[int64]string `json:"plans,omitempty"`
	// Looking is a pull that does not know yet what there is to read: plans are still to be
	// opened, Found are the runs that lists and opened plans have shown, and Shut the plans,
	// ascending, of which lists say nothing new.
	Looking bool      `json:"looking,omitempty"`
	Open    []opening `json:"open,omitempty"`
	Found   []wireRun `json:"found,omitempty"`
	Shut    []int64   `json:"shut,omitempty"`
	// Skipped are the plans that could not be opened when it was their turn: that is tried once
	// more when all else has been read.
	Skipped []int64 `json:"skipped,omitempty"`
	// Todo is what is left of a pull that takes several parts, Total with how many runs it
	// began.
	Suites []int64  `json:"suites,omitempty"`
	Page   pageMark `json:"page"` // of the first of Suites
	Todo   []todo   `json:"todo,omitempty"`
	Total  int      `json:"total,omitempty"`
	Whole  bool     `json:"whole,omitempty"` // the pull lists all, as the first one does
	Begun  int64    `json:"begun,omitempty"`
	Again  []todo   `json:"again,omitempty"` // could not be read when it was their turn
}

// pageMark is where the next page of a suite's cases begins.
type pageMark struct {
	Offset int   `json:"at,omitempty"`
	First  int64 `json:"first,omitempty"` // the first case of the first page
}

// cursorVersion is raised when an old cursor cannot be gone on with.
const cursorVersion = 1

// names are what numbers stand for; they are read again with each sweep, and when a number
// is met that is not among them.
type names struct {
	SuiteMode  int64            `json:"mode"`
	Suites     map[int64]string `json:"suites"`
	Sections   map[int64]string `json:"sections"`
	Statuses   []status         `json:"statuses"`
	Types      map[int64]string `json:"types"`
	Priorities map[int64]string `json:"priorities"`
	Milestones map[int64]string `json:"milestones"`
}

// status is a status as the cursor keeps it.
type status struct {
	ID          int64
	Name, Label string
}

// seen is what is known of a run that was read.
type seen struct {
	Mark    string `json:"m"` // counters and state when it was read
	Created int64  `json:"c"`
	Plan    int64  `json:"p,omitempty"`
	Closed  bool   `json:"x,omitempty"`
	Read    int64  `json:"r"`           // when it was last read whole
	Upto    int64  `json:"u"`           // results up to here were read
	Top     int64  `json:"t,omitempty"` // the greatest id of a result
	Rows    uint64 `json:"s,omitempty"` // sum over the ids of results, to see that one is gone
	Tests   uint64 `json:"n,omitempty"` // likewise over tests
	Size    int64  `json:"z,omitempty"` // how many tests it has
}

// opening is a plan that is to be opened: lists of plans come without their runs.
type opening struct {
	Plan int64  `json:"p"`
	Mark string `json:"m,omitempty"` // as the list says of it, of an open one
}

// todo is a run that is to be read.
type todo struct {
	Run   wireRun `json:"run"`
	Whole bool    `json:"whole,omitempty"` // else only results that are new
}

// parseCursor reads a cursor; none, and one of an older version, begin anew.
func parseCursor(data []byte) (cursor, error) {
	c := cursor{Version: cursorVersion, Runs: map[int64]seen{}, Plans: map[int64]string{}}
	return c, tool.ReadCursor(data, cursorVersion, &c)
}

// mark sums up a run as lists tell of it: while it stays the same, nothing of note has
// happened in it.
func (r wireRun) mark() string {
	h := fnv.New64a()
	fmt.Fprint(h, r.counters(), r.Completed, r.Updated, r.Name, r.Milestone, r.Config)
	return strconv.FormatUint(h.Sum64(), 36)
}

// mark sums up a plan as lists tell of it.
func (p wirePlan) mark() string {
	h := fnv.New64a()
	fmt.Fprint(h, p.counters(), p.Completed, p.Name, p.Milestone)
	return strconv.FormatUint(h.Sum64(), 36)
}

// sum adds ids up in any order.
func sum(ids []int64) uint64 {
	var out uint64
	for _, id := range ids {
		h := fnv.New64a()
		h.Write([]byte(strconv.FormatInt(id, 10)))
		out += h.Sum64()
	}
	return out
}
