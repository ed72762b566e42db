package config

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"syncd/internal/verdict"
)

// linkColumns are what a file of link rules may say; a comment is for people.
var linkColumns = []string{"match", "class", "title", "component", "tag", "story", "comment"}

// file reads a file of link rules that a key names. What is wrong in it is reported at
// its own lines.
func (c *linking) file(key, name string) {
	raw, err := c.read(c.resolve(key, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.fault(key, "the file of link rules %s does not exist: create it, or correct the name; it starts at the folder of this file", name)
		return
	case errors.Is(err, fs.ErrPermission):
		c.fault(key, "this user may not read the file of link rules %s: check its owner and mode", name)
		return
	case err == nil && !utf8.Valid(raw):
		err = errors.New("it is not UTF-8 text")
	}
	if err != nil {
		c.fault(key, "the file of link rules %s cannot be read: %v", name, err)
		return
	}
	shown := name
	if !filepath.IsAbs(name) {
		shown = filepath.Join(filepath.Dir(c.at(key).File), name)
	}
	t := newText(shown, raw)
	if c.report.text(shown) == nil { // two rules may name one file
		c.report.texts = append(c.report.texts, t)
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	rows.FieldsPerRecord, rows.TrimLeadingSpace = -1, true
	if first := t.line(1); strings.Contains(first, ";") && !strings.Contains(first, ",") {
		rows.Comma = ';' // as spreadsheets write it where the comma is in numbers
	}
	(&table{c, t, rows, nil}).read()
}

// table is a file of link rules at work.
type table struct {
	*linking
	text    *text
	rows    *csv.Reader
	columns []string
}

// read takes the header and then row by row.
func (t *table) read() {
	var err error
	if t.columns, err = t.rows.Read(); errors.Is(err, io.EOF) {
		t.report.fault(Origin{File: t.text.name}, "the file of link rules is empty: its first line names the columns, for example match,story")
		return
	}
	if err == nil && !t.header() {
		return
	}
	for err == nil {
		var row []string
		if row, err = t.rows.Read(); err == nil {
			t.row(row)
		}
	}
	if bad := (&csv.ParseError{}); errors.As(err, &bad) {
		at := Origin{File: t.text.name, Line: bad.Line, Column: bad.Column, width: 1}
		t.report.fault(at, "the line is no CSV: %v; quotes stand around a whole value, and two of them for one within", bad.Err)
	}
}

// header wants known columns, each once, with a story and something to look at.
func (t *table) header() bool {
	ok := true
	for i, col := range t.columns {
		at := t.at(i, col)
		col = strings.ToLower(strings.TrimSpace(col))
		switch {
		case !slices.Contains(linkColumns, col):
			t.report.fault(at, "unknown column %q%s", col, meant(col, linkColumns))
			ok = false
		case slices.Contains(t.columns[:i], col):
			t.report.fault(at, "the column %q is there twice", col)
			ok = false
		}
		t.columns[i] = col
	}
	looks := slices.ContainsFunc(verdict.Bys(), func(b verdict.By) bool { return slices.Contains(t.columns, string(b)) })
	if ok && (!looks || !slices.Contains(t.columns, "story")) {
		t.report.fault(t.at(0, ""), "the first line must name the columns: story, and one or more of match, class, title, component and tag")
		return false
	}
	return ok
}

// row adds the rule of one row.
func (t *table) row(row []string) {
	patterns, story, places := map[verdict.By]string{}, "", map[string]Origin{"": t.at(0, "")}
	for i, value := range row {
		at := t.at(i, value)
		value = strings.TrimSpace(value)
		switch {
		case i >= len(t.columns):
			t.report.fault(at, "the line has more values than there are columns: put one that holds a %q into quotes", string(t.rows.Comma))
			return
		case t.columns[i] == "story":
			story, places["story"] = value, at
		case t.columns[i] != "comment":
			patterns[verdict.By(t.columns[i])], places[t.columns[i]] = value, at
		}
	}
	if err := rules["issue"].test(story); story != "" && err != nil {
		t.report.fault(places["story"], "story: %q %v", story, err)
		return
	}
	t.add(patterns, story, func(key string) Origin { return places[key] })
}

// at is the place of a value of the row that was read last.
func (t *table) at(i int, value string) Origin {
	line, column := t.rows.FieldPos(i)
	before := t.text.line(line)
	before = before[:min(column-1, len(before))] // counted in bytes
	return Origin{File: t.text.name, Line: line, Column: utf8.RuneCountInString(before) + 1, width: max(1, utf8.RuneCountInString(value))}
}
