package store

import (
	"strconv"
	"strings"
)

// query is a text that grows condition by condition, with its parameters.
type query struct {
	text string
	args []any
}

// add appends a condition in which each $ stands for the next of the values.
func (q *query) add(condition string, values ...any) {
	for _, v := range values {
		q.args = append(q.args, v)
		condition = strings.Replace(condition, "$", "\x00"+strconv.Itoa(len(q.args)), 1)
	}
	q.text += strings.ReplaceAll(condition, "\x00", "$")
}

// where adds a condition unless its value is empty.
func (q *query) where(value, condition string) {
	if value != "" {
		q.add(condition, value)
	}
}

// search adds that a column holds a text, whatever its letter case; empty: any.
func (q *query) search(column, text string) {
	if text != "" {
		q.add(` AND `+column+` LIKE $ ESCAPE '!'`, "%"+likely.Replace(strings.ToLower(text))+"%")
	}
}

// oneMore is a LIMIT of one row more than a page has: it says that there is another page.
func oneMore(limit int) string {
	if limit <= 0 {
		return ""
	}
	return limited(limit + 1)
}
