// Package jql reads the Jira Query Language into a tree.
//
// It knows the grammar and Jira's words for what is wrong with a query. It knows no fields and no issues: whether
// a field exists, which operators it takes and what a value means is for the site to say. It never guesses: what
// it cannot read is an error.
package jql

import "fmt"

// Query is a parsed query; Where is nil when there is no restriction at all.
type Query struct {
	Where Node
	Order []Sort
}

// Sort is one field of ORDER BY.
type Sort struct {
	Field string
	Desc  bool
}

// Node is And, Or, Not, Clause or Text.
type Node interface{ node() }

// And, Or and Not combine nodes.
type (
	And []Node
	Or  []Node
	Not struct{ Node Node }
	// Text is a query of bare words: a search in all text of an issue.
	Text struct{ Words string }
)

// Clause compares one field.
type Clause struct {
	Field   string // as written, quotes removed; "cf[10050]" keeps its brackets
	Op      Op
	Operand Operand
}

// Op is an operator in canonical lower case.
type Op string

// The operators which the grammar knows.
const (
	Equals       Op = "="
	NotEquals    Op = "!="
	Contains     Op = "~"
	NotContains  Op = "!~"
	Greater      Op = ">"
	GreaterEqual Op = ">="
	Less         Op = "<"
	LessEqual    Op = "<="
	In           Op = "in"
	NotIn        Op = "not in"
	Is           Op = "is"
	IsNot        Op = "is not"
)

// Operand is the right side of a clause: exactly one of its forms is set.
type Operand struct {
	Value  *string   // a literal
	Number bool      // of a literal: it is a whole number without quotes
	Empty  bool      // EMPTY or NULL
	List   []Operand // ( … ); IsList tells an empty list from none
	Func   *Func
}

// Func is a function call.
type Func struct {
	Name string
	Args []string
}

func (And) node()    {}
func (Or) node()     {}
func (Not) node()    {}
func (Clause) node() {}
func (Text) node()   {}

// Error is a refusal in Jira's words.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

func errorAt(line, column int, format string, args ...any) *Error {
	return &Error{"Error in the JQL Query: " + fmt.Sprintf(format, args...) + fmt.Sprintf(" (line %d, character %d)", line, column)}
}
