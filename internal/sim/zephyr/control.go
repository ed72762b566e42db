package zephyr

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxBody bounds what is read of one request.
const maxBody = 8 << 20

// Prefix is where the control plane lives.
const Prefix = "/_sim/zephyr/"

// Control mounts the control plane. It has no login: it is for loopback and tests.
func (d *Door) Control(mux *http.ServeMux) {
	ok := func(body func() any) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { WriteJSON(w, http.StatusOK, body()) }
	}
	mux.HandleFunc("GET "+Prefix+"state", ok(func() any { return d.site.State() }))
	mux.HandleFunc("GET "+Prefix+"audit", func(w http.ResponseWriter, r *http.Request) {
		WriteJSON(w, http.StatusOK, d.site.Audit(r.URL.Query().Get("by")))
	})
	mux.HandleFunc("GET "+Prefix+"requests", ok(func() any { return d.Requests() }))
	mux.HandleFunc("DELETE "+Prefix+"requests", ok(func() any { d.ResetRequests(); return d.Requests() }))
	mux.HandleFunc("GET "+Prefix+"faults", ok(func() any { return d.Faults() }))
	mux.HandleFunc("DELETE "+Prefix+"faults", ok(func() any { d.ClearFaults(); return d.Faults() }))
	mux.HandleFunc("POST "+Prefix+"faults", d.postFaults)
	mux.HandleFunc("POST "+Prefix+"deed", d.postDeed)
	mux.HandleFunc("POST "+Prefix+"clock", d.postClock)
	mux.HandleFunc(Prefix, func(w http.ResponseWriter, r *http.Request) {
		faulty(w, http.StatusNotFound, fmt.Errorf("nothing at %s %s", r.Method, r.URL.Path))
	})
}

// postDeed does what a person would, and answers with the key of what is left behind.
func (d *Door) postDeed(w http.ResponseWriter, r *http.Request) {
	var deed Deed
	err, key := Strict(r, &deed), ""
	if err == nil {
		key, err = d.site.Perform(deed)
	}
	if err != nil {
		faulty(w, http.StatusBadRequest, err)
		return
	}
	WriteJSON(w, http.StatusOK, map[string]string{"key": key})
}

// postFaults takes a list of faults, or one.
func (d *Door) postFaults(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		raw = []byte("[" + string(raw) + "]")
	}
	var list []Fault
	if err == nil {
		err = strict(bytes.NewReader(raw), &list)
	}
	if err == nil {
		err = d.Script(list...)
	}
	if err != nil {
		faulty(w, http.StatusBadRequest, err)
		return
	}
	WriteJSON(w, http.StatusOK, d.Faults())
}

// postClock moves the time forward.
func (d *Door) postClock(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Advance string `json:"advance"`
	}
	by, err := time.Duration(0), Strict(r, &body)
	if err == nil {
		by, err = duration(body.Advance)
	}
	if err != nil {
		faulty(w, http.StatusBadRequest, err)
		return
	}
	d.site.Advance(by)
	WriteJSON(w, http.StatusOK, map[string]time.Time{"now": d.site.Now()})
}

func faulty(w http.ResponseWriter, status int, err error) {
	WriteJSON(w, status, map[string]string{"error": err.Error()})
}

// Strict reads a JSON body into what may be in it: an unknown member is an error, lest a misspelt one does nothing.
func Strict(r *http.Request, into any) error { return strict(io.LimitReader(r.Body, maxBody), into) }

func strict(r io.Reader, into any) error {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("reading body: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if dec.More() {
		return errors.New("reading body: there is more than one value")
	}
	return nil
}

// WriteJSON answers with a JSON body.
func WriteJSON(w http.ResponseWriter, status int, body any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		http.Error(w, "encoding answer: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// A client that went away is no fault of ours.
	_, _ = w.Write(bytes.TrimRight(b.Bytes(), "\n"))
}
