package record

import (
	"encoding/csv"
	"io"
	"strings"
	"time"

	"syncd/internal/rule"
)

// sheet writes the head of a table for spreadsheets and returns what writes its rows. What
// tests and people call things never becomes a formula there.
func sheet[T any](w io.Writer, columns []string, cells func(T) []string) (func([]T) error, error) {
	rows := csv.NewWriter(w)
	rows.UseCRLF = true // RFC 4180
	write := func(list []T) error {
		for _, one := range list {
			row := cells(one)
			for i := range row {
				row[i] = inert(row[i])
			}
			if err := rows.Write(row); err != nil {
				return err
			}
		}
		rows.Flush()
		return rows.Error()
	}
	if err := rows.Write(columns); err != nil {
		return nil, err
	}
	return write, write(nil)
}

// instant is a time as tables hold it, "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// inert makes a cell that no spreadsheet takes for a formula.
func inert(cell string) string {
	cell = rule.OneLine(cell)
	if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "-") || strings.HasPrefix(cell, "@") {
		return "'" + cell
	}
	return cell
}
