package zephyrcloud

import (
	"syncd/internal/source/tool"
)

// cursor is what one collection tells the next. All times are Zephyr's own, in seconds
// since 1970.
type cursor struct {
	Version int   `json:"v"`
	At      int64 `json:"at"`    // up to which changes were asked for
	From    int64 `json:"from"`  // executions that changed later than this are known
	Swept   int64 `json:"swept"` // when everything since From was listed last
	Listed  int64 `json:"list"`  // when all cases were listed last
	// Classic is a tenant whose lists do not tell what has changed.
	Classic bool             `json:"old,omitempty"`
	Site    string           `json:"site,omitempty"` // the Jira, as addresses in answers say
	Names   names            `json:"names"`
	Lacks   tool.Lacks       `json:"lacks,omitempty"` // of names
	Cycles  map[string]cycle `json:"cycles"`          // by id; adHoc is none of Zephyr's
	Census  tool.Census      `json:"census"`          // of cases, by the numbers in their keys
	// What is left of a pull that takes several parts.
	Phase  phase    `json:"phase,omitempty"`
	Next   string   `json:"next,omitempty"` // where the next page of the phase's list begins
	Todo   []string `json:"todo,omitempty"` // cycles that are read whole
	Whole  bool     `json:"whole,omitempty"`
	Rebase bool     `json:"rebase,omitempty"` // From has moved: what is not seen again may only be old
	Again  bool     `json:"again,omitempty"`  // all cases are listed
	Begun  int64    `json:"begun,omitempty"`
	Done   int      `json:"done,omitempty"`  // executions that the pull has told
	Total  int      `json:"total,omitempty"` // about how many there are
}

// phase is what a pull is at.
type phase string

// The phases, in their order.
const (
	atCases      phase = "cases"
	atCycles     phase = "cycles"
	atExecutions phase = "executions"
	atTodo       phase = "todo"
	atEnd        phase = ""
)

// cursorVersion is raised when an old cursor cannot be gone on with.
const cursorVersion = 1

// adHoc is the place of executions outside of all cycles.
const adHoc = "adhoc"

// names are what ids stand for; they are read again with each sweep, and when an id is met
// that is not among them.
type names struct {
	Statuses     []status          `json:"statuses"` // of executions
	Phases       map[string]string `json:"phases"`   // statuses of cycles
	Stages       map[string]string `json:"stages"`   // statuses of cases
	Environments map[string]string `json:"environments"`
	Priorities   map[string]string `json:"priorities"`
	Folders      map[string]string `json:"folders"` // whole paths
}

// status is a status of executions as the cursor keeps it.
type status struct {
	ID      string `json:"id"`
	Name    string `json:"n"`
	Default bool   `json:"d,omitempty"`
	Retired bool   `json:"x,omitempty"` // archived
}

// cycle is what is known of a test cycle.
type cycle struct {
	Key      string       `json:"k"`
	Name     string       `json:"n"`
	Version  string       `json:"v,omitempty"` // id of Jira's version
	Start    int64        `json:"s"`           // as planned, or when it was first seen if that was earlier
	Finished int64        `json:"f,omitempty"` // when its last execution ended
	Closed   bool         `json:"x,omitempty"`
	Read     int64        `json:"r,omitempty"` // when it was last read whole
	IDs      tool.Numbers `json:"i,omitempty"` // of executions that were told
	Seen     tool.Numbers `json:"e,omitempty"` // likewise, by a sweep that is under way
}

// parseCursor reads a cursor; none, and one of an older version, begin anew.
func parseCursor(data []byte) (cursor, error) {
	c := cursor{Version: cursorVersion, Cycles: map[string]cycle{}}
	return c, tool.ReadCursor(data, cursorVersion, &c)
}
