package rest

import (
	"encoding/json"
	"fmt"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// wireCreated is an issue as an answer to a create names it.
type wireCreated struct {
	ID  string `json:"id"`
	Key string `json:"key"`
}

// wireBulk is the answer of a bulk create: issues holds the successes only, so
// their positions shift past the failed elements.
type wireBulk struct {
	Issues []wireCreated `json:"issues"`
	Errors []struct {
		Status  int             `json:"status"`
		Element json.RawMessage `json:"elementErrors"`
		Failed  *int            `json:"failedElementNumber"`
	} `json:"errors"`
}

// outcomes maps the answer back to the n drafts. An answer that does not account for
// each of them exactly once is not trusted at all: an issue in the wrong draft's row
// could never be put right.
func (w wireBulk) outcomes(n int, err error) ([]jira.Created, error) {
	if err != nil && (jira.KindOf(err) != jira.Refused || len(w.Errors) == 0) {
		return nil, err
	}
	out := make([]jira.Created, n)
	for _, e := range w.Errors {
		if e.Failed == nil || *e.Failed < 0 || *e.Failed >= n || out[*e.Failed].Err != nil {
			return nil, muddled("names no element of ours, or one twice, as failed")
		}
		failed := &jira.Error{Kind: jira.Refused, Op: "create issue", Status: e.Status}
		if e.Status != 0 {
			failed.Kind = kindOf(e.Status, httpx.Create)
		}
		failed.Message, failed.Fields = words(e.Element)
		out[*e.Failed].Err = failed
	}
	if err != nil {
		return out, w.rest(out, err)
	}
	return out, w.fill(out)
}

// rest gives the refusal of the whole to drafts of which nothing was said: where all
// failed, not one was made.
func (w wireBulk) rest(out []jira.Created, err error) error {
	if len(w.Issues) > 0 {
		return muddled("names issues although it refuses all")
	}
	for i := range out {
		if out[i].Err == nil {
			out[i].Err = err
		}
	}
	return nil
}

// fill gives the successes, in order, to the drafts that did not fail.
func (w wireBulk) fill(out []jira.Created) error {
	rest := w.Issues
	for i := range out {
		if out[i].Err != nil {
			continue
		}
		if len(rest) == 0 || rest[0].ID == "" || rest[0].Key == "" {
			return muddled("names fewer issues than it was asked for")
		}
		out[i].ID, out[i].Key = rest[0].ID, rest[0].Key
		rest = rest[1:]
	}
	if len(rest) > 0 {
		return muddled(fmt.Sprintf("names %d issues more than it was asked for", len(rest)))
	}
	return nil
}

// muddled is the error of an answer from which it cannot be told what was made.
func muddled(how string) error {
	return &jira.Error{Kind: jira.Unknown, Op: "create issues", Message: "jira's answer " + how}
}
