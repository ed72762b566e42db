package tool_test

import (
	"errors"
	"net/http"
	"testing"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// What is denied for good is done without; what may be answered the next time is waited for.
func TestSpare(t *testing.T) {
	said := func(kind source.Kind, status int) error {
		return &source.Error{Kind: kind, Status: status, Doing: "list the folders", Message: "the key demo-key may not"}
	}
	for _, tc := range []struct {
		err   error
		spare bool
	}{
		{said(source.Auth, http.StatusForbidden), true}, {said(source.NotFound, http.StatusNotFound), true}, {said(source.Refused, http.StatusBadRequest), true},
		{said(source.Auth, http.StatusUnauthorized), false}, {said(source.RateLimited, http.StatusTooManyRequests), false},
		{said(source.Unavailable, http.StatusInternalServerError), false}, {said(source.Unavailable, 0), false}, {errors.New("the context is over"), false},
	} {
		var l tool.Lacks
		spared, err := l.Spare("folders", "cases have no component", tc.err)
		if spared != tc.spare || (err == nil) != tc.spare || l.Miss("folders") != tc.spare || (len(l.Remarks(nil)) == 1) != tc.spare || (len(l.Findings()) == 1) != tc.spare {
			t.Errorf("%v: %v, %v", tc.err, err, l)
		}
		if spared, err := l.Spare("folders", "", nil); spared || err != nil || len(l) > 0 {
			t.Errorf("they show again: %v, %v", err, l)
		}
	}
	l := tool.Lacks{}
	if _, err := l.Spare("folders", "cases have no component", said(source.Auth, http.StatusForbidden)); err != nil {
		t.Fatal(err)
	}
	f := l.Remarks(tool.Lacks{"folders": l["folders"]})[0]
	if f.Lost || !f.Standing || f.Origin != "folders" || f.Text != "they cannot be read (HTTP 403), so cases have no component" {
		t.Errorf("%+v", f)
	}
}
