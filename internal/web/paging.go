package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// How many rows one page of a list has, and the most that one may ask for. A table for
// spreadsheets is read in pieces.
const (
	rowsShown = 50
	rowsMost  = 500
	rowsPiece = 1000
)

// rowLimit reads how many rows a query asks for.
func rowLimit(r *http.Request) (int, error) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return rowsShown, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > rowsMost {
		return 0, refused{http.StatusBadRequest, fmt.Sprintf("limit must be a number from 1 to %d", rowsMost)}
	}
	return n, nil
}

// address is a path with the query of some pairs; an empty value is left out.
func address(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return path + strings.TrimSuffix("?"+q.Encode(), "?")
}

// word reads one value of a query, without blanks around it.
func word(r *http.Request, name string) string { return strings.TrimSpace(r.URL.Query().Get(name)) }

// csvAnswer begins an answer that is a table for spreadsheets.
func csvAnswer(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	w.Header().Set("Cache-Control", "private, no-cache")
}

// pieces sends a table piece by piece, so that a long one needs little memory. next sends
// one piece and says where the next one begins, "" at the end. Until the table has begun an
// error is an answer; after that the connection is cut, because half a table would look
// like a whole one.
func (s *site) pieces(w http.ResponseWriter, r *http.Request, next func(from string) (string, error)) {
	for from, sent := "", false; ; sent = true {
		to, err := next(from)
		switch {
		case err != nil && !sent && w.Header().Get("Content-Type") == "":
			s.fail(w, r, err)
			return
		case err != nil:
			panic(http.ErrAbortHandler)
		case to == "":
			return
		}
		from = to
	}
}
