package qase

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"

	"syncd/internal/source/tool"
)

// cursor is what one collection tells the next. All times are Qase's own, in seconds since
// 1970.
type cursor struct {
	Version int   `json:"v"`
	At      int64 `json:"at"`     // up to which new runs and results were asked for
	Swept   int64 `json:"swept"`  // when all runs were listed last
	Listed  int64 `json:"listed"` // when cases and defects were
	// Cases and Defects are what the project counted when they were listed last.
	Cases    string           `json:"cases"`
	Defects  string           `json:"defects"`
	Unpaid   bool             `json:"unpaid,omitempty"` // the subscription has no external issues
	Lacks    tool.Lacks       `json:"lacks,omitempty"`  // of names
	Fields   fields           `json:"fields"`
	Statuses []status         `json:"statuses"`
	Configs  map[int64]string `json:"configs"`
	Runs     map[int64]seen   `json:"runs"` // those since the first pull looked back, and all that are open
	Ties     map[string]tie   `json:"ties"` // defects of Qase that name issues, by their id
	Recent   []uint64         `json:"recent,omitempty"`
	// Todo is what is left of a pull that takes several parts, Total with how many runs it
	// began.
	Todo   []todo      `json:"todo,omitempty"`
	Total  int         `json:"total,omitempty"`
	Whole  bool        `json:"whole,omitempty"` // the pull lists all, as the first one does
	Begun  int64       `json:"begun,omitempty"`
	Census tool.Census `json:"census"` // of cases
}

// cursorVersion is raised when an old cursor cannot be gone on with.
const cursorVersion = 1

// status is a status of results.
type status struct{ Slug, Title string }

// tie is a defect of Qase that names issues, with the results that it is of.
type tie struct {
	Keys    []string
	Runs    []int64
	Results []string // hashes
}

// seen is what is known of a run that was read.
type seen struct {
	Mark    string `json:"m"` // counters and state when it was read
	Started int64  `json:"s"`
	Closed  bool   `json:"x,omitempty"`
	Read    int64  `json:"r"`           // when it was last read whole
	Upto    int64  `json:"u"`           // results up to here were read
	Last    int64  `json:"l,omitempty"` // when the last of its results ended
	Size    int64  `json:"z,omitempty"` // how many cases it has
	Told    prints `json:"t,omitempty"` // of its cases and results, while it is open
	Sum     uint64 `json:"n,omitempty"` // over them, once it is closed
}

// todo is a run that is to be read.
type todo struct {
	Run   int64 `json:"run"`
	Whole bool  `json:"whole,omitempty"` // else only results that are new
}

// parseCursor reads a cursor; none, and one of an older version, begin anew.
func parseCursor(data []byte) (cursor, error) {
	c := cursor{Version: cursorVersion, Runs: map[int64]seen{}}
	return c, tool.ReadCursor(data, cursorVersion, &c)
}

// mark sums up a run as lists tell of it: while it stays the same, no case of it counts as
// something else.
func (r wireRun) mark() string {
	h := fnv.New64a()
	fmt.Fprint(h, r.closed(), r.Title, r.Stats.Total, r.Stats.Statuses, r.Environment.V, r.Milestone.V.Title, r.Configurations)
	return strconv.FormatUint(h.Sum64(), 36)
}

// digest sums up a result: one that was edited has another.
func (r wireResult) digest() uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, r.Hash, 0, r.Status, 0, r.Comment, 0, r.Trace, 0, r.Spent.Int())
	return h.Sum64()
}

// prints are four bytes for each thing that was told of a run, in order: enough to see that
// one of them is gone, and short, for every collection keeps them.
type prints []byte

// printOf is the print of a thing.
func printOf(name string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(name))
	return h.Sum32()
}

// pack puts prints in order.
func pack(set map[uint32]bool) prints {
	var out prints
	for _, p := range slices.Sorted(maps.Keys(set)) {
		out = binary.BigEndian.AppendUint32(out, p)
	}
	return out
}

// each takes prints apart.
func (p prints) each(yield func(uint32) bool) {
	for at := 0; at+4 <= len(p); at += 4 {
		if !yield(binary.BigEndian.Uint32(p[at:])) {
			return
		}
	}
}

// sum is a number for all of them.
func (p prints) sum() uint64 {
	h := fnv.New64a()
	h.Write(p)
	return h.Sum64()
}
