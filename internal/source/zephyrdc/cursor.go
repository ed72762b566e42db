package zephyrdc

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
	Swept   int64 `json:"swept"` // when everything was looked at last
	Listed  int64 `json:"list"`  // when all cases were listed last
	// Top is the greatest number of a case that was listed: greater ones are looked up.
	Top int64 `json:"top"`
	// Census is of the project's cases, by the numbers in their keys.
	Census tool.Census `json:"census"`
	// NoPages is a build that gives results of a run at once only; it is tried anew with each
	// sweep.
	NoPages bool `json:"flat,omitempty"`
	// Statuses are those that results were seen to have, sorted.
	Statuses []string `json:"statuses,omitempty"`
	// Runs are all runs of the project, by key.
	Runs map[string]seen `json:"runs"`
	// Hands is by case the number of the result that was executed last, negative where by
	// hand: only results tell that a machine runs a test.
	Hands map[string]int64 `json:"hands,omitempty"`
	// What is left of a pull that takes several parts.
	Begun  int64    `json:"begun,omitempty"`
	Whole  bool     `json:"whole,omitempty"`  // the pull looks at everything, as the first one does
	Again  bool     `json:"again,omitempty"`  // cases are still to be listed
	At     int      `json:"at,omitempty"`     // where their next page begins
	First  string   `json:"first,omitempty"`  // the first key of the page before
	Todo   []todo   `json:"todo,omitempty"`   // runs that are to be read
	Total  int      `json:"total,omitempty"`  // with how many runs it began
	Missed []string `json:"missed,omitempty"` // those that could not be read
}

// cursorVersion is raised when an old cursor cannot be gone on with.
const cursorVersion = 1

// todo is a run that is to be read.
type todo struct {
	Key   string `json:"k"`
	Mark  string `json:"m"`           // of what the list said of it
	Whole bool   `json:"w,omitempty"` // its results are read whatever its tests say
}

// seen is what is known of a run that was read.
type seen struct {
	Listed string `json:"l"`           // mark of what the list said of it
	Tests  string `json:"t,omitempty"` // mark of what the run says of itself and its tests
	Told   string `json:"m,omitempty"` // mark of all that was told of it
	Closed bool   `json:"x,omitempty"`
	Old    bool   `json:"o,omitempty"` // it was over before the first pull looks back, and was not told
	Start  int64  `json:"b,omitempty"`
	Read   int64  `json:"r,omitempty"` // when its results were read last
	Active int64  `json:"a,omitempty"` // when something happened in it last
	Top    int64  `json:"n,omitempty"` // the greatest number of a result
	Rows   uint64 `json:"s,omitempty"` // sum over the numbers of results, to see that one is gone
	// Bare are the tests that were told without a result.
	Bare []spotKey `json:"p,omitempty"`
}

// over reports whether a run was done with before a time. One that tells no time may be new.
func (s seen) over(edge int64) bool { return s.Closed && s.Active > 0 && s.Active < edge }

// spotKey is a spot as the cursor keeps it.
type spotKey = [2]string

// parseCursor reads a cursor; none, and one of an older version, begin anew.
func parseCursor(data []byte) (cursor, error) {
	c := cursor{Version: cursorVersion, Runs: map[string]seen{}, Hands: map[string]int64{}}
	return c, tool.ReadCursor(data, cursorVersion, &c)
}

// atWork reports whether a pull is under way.
func (c cursor) atWork() bool { return c.Again || len(c.Todo) > 0 }

// mark sums things up: while it stays the same, they do.
func mark(things ...any) string {
	data, err := json.Marshal(things)
	if err != nil { // what was read from JSON can be written as JSON
		return ""
	}
	h := fnv.New64a()
	h.Write(data)
	return strconv.FormatUint(h.Sum64(), 36)
}

// sum adds the numbers of results up in any order, as far as one.
func sum(list []wireResult, top int64) uint64 {
	var out uint64
	for _, r := range list {
		if r.ID.Int() <= top {
			out += hash(r.ID)
		}
	}
	return out
}

// hash is a number that is spread wide.
func hash(id tool.ID) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id))
	return h.Sum64()
}
