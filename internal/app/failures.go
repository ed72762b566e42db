package app

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"syncd/internal/config"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/store"
)

// FailureList is the morning list as commands and the API tell it.
type FailureList struct {
	AsOf     time.Time              `json:"as_of,omitzero"` // up to when it is true for all syncs
	States   map[plan.StateWord]int `json:"states"`
	Failures []record.Failure       `json:"failures"`
}

// Failures asks the daemon for the failing cases that a query lets through, as the
// address of its page has it.
func (r *Remote) Failures(ctx context.Context, query url.Values) (FailureList, error) {
	var l FailureList
	err := r.call(ctx, http.MethodGet, "/api/v1/failures?"+query.Encode(), nil, &l)
	return l, err
}

// Failures reads the same from a store, without a daemon and without any secret.
func Failures(ctx context.Context, cfg *config.Config, st *store.Store, f record.FailureFilter) (FailureList, error) {
	bySync, err := st.Failing(ctx)
	if err != nil {
		return FailureList{}, err
	}
	var names []string
	var l FailureList
	for _, s := range cfg.Syncs {
		names = append(names, s.Name)
		at, err := st.LastOK(ctx, s.Name)
		if err != nil {
			return l, err
		}
		if l.AsOf.IsZero() || !at.IsZero() && at.Before(l.AsOf) {
			l.AsOf = at
		}
	}
	l.Failures, l.States = record.Failures(inSyncs(names, bySync), f, cfg.Web.URL)
	return l, nil
}

// inSyncs lists the failing cases of syncs in their order.
func inSyncs(names []string, bySync map[string][]plan.CaseState) []record.StateIn {
	var out []record.StateIn
	for _, name := range names {
		for _, s := range bySync[name] {
			out = append(out, record.StateIn{Sync: name, CaseState: s})
		}
	}
	return out
}
