package record

import (
	"io"
	"strings"

	"syncd/internal/rule"
)

// sheet begins a table of rows of one kind and returns what writes them.
func sheet[T any](w io.Writer, columns []string, cells func(T) []string) (func([]T) error, error) {
	s, err := NewSheet(w, columns)
	if err != nil {
		return nil, err
	}
	return func(list []T) error {
		for _, one := range list {
			if err := s.Row(cells(one)); err != nil {
				return err
			}
		}
		return s.Flush()
	}, s.Flush()
}

// inert makes a cell that no spreadsheet takes for a formula.
func inert(cell string) string {
	cell = rule.OneLine(cell)
	if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "-") || strings.HasPrefix(cell, "@") {
		return "'" + cell
	}
	return cell
}
