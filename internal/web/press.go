package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"syncd/internal/record"
)

// press is one button of a page: what it does, and what is said when it is done.
type press struct {
	do   func(s *site, r *http.Request, sync string) error
	done string // of %s
}

// presses are the buttons by the name that forms give them.
var presses = map[string]press{
	"trigger": {func(s *site, r *http.Request, sync string) error { return s.Acts.Trigger(r.Context(), sync) }, "A cycle of %s is asked for; it begins as soon as what is under way has ended."},
	"pause":   {(*site).pressPause, "Writing is paused for %s."},
	"resume":  {func(s *site, r *http.Request, sync string) error { return s.Acts.Resume(r.Context(), sync) }, "The pause of %s is over."},
}

// pressed does what a button asks for and leads back to the overview, which says that it
// is done. Scripts have the API for the same.
func (s *site) pressed(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, askMax)
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, refused{http.StatusBadRequest, "read form: " + err.Error()})
		return
	}
	do, sync := r.PostForm.Get("do"), r.PostForm.Get("sync")
	p, ok := presses[do]
	if !ok {
		s.fail(w, r, refused{http.StatusBadRequest, "there is no such button: go back to the overview and press one there; scripts use the addresses below /api/v1"})
		return
	}
	if err := p.do(s, r, sync); err != nil {
		s.refuse(w, r, do+" "+sync, err)
		return
	}
	// Relative, and not by http.Redirect, which would make it begin at a root that a proxy
	// has taken away.
	w.Header().Set("Location", root(r)+"?"+url.Values{"did": {do}, "sync": {sync}}.Encode())
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusSeeOther)
}

// pressPause sets the brake by a form.
func (s *site) pressPause(r *http.Request, sync string) error {
	p := record.Pause{Sync: sync, Reason: r.PostForm.Get("reason"), Who: r.PostForm.Get("who")}
	if span := r.PostForm.Get("for"); span != "" {
		d, err := s.Span(span)
		if err != nil {
			return refused{http.StatusBadRequest, "for how long: " + err.Error()}
		}
		p.Until = s.Now().UTC().Add(d)
	}
	p, err := s.brake(r, p)
	if err != nil {
		return err
	}
	return s.Acts.Pause(r.Context(), p)
}

// done says what a button did, "" if the address speaks of none.
func done(r *http.Request, o record.Overview) string {
	q := r.URL.Query()
	p, ok := presses[q.Get("did")]
	sync := q.Get("sync")
	named := slices.ContainsFunc(o.Syncs, func(s record.SyncStatus) bool { return s.Name == sync })
	if !ok || sync != "" && !named {
		return ""
	}
	return fmt.Sprintf(p.done, cmp.Or(sync, "every sync"))
}
