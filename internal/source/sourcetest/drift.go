package sourcetest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// Drift lets answers in JSON look as those of another version of a tool might, for
// simulators that cannot do so themselves: every object has a member that nobody knows, and
// numbers are texts.
func Drift(next http.RoundTripper) http.RoundTripper { return drifting{next} }

// drifting is such a way.
type drifting struct{ next http.RoundTripper }

// RoundTrip changes the answer.
func (d drifting) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := d.next.RoundTrip(req)
	if err != nil || !strings.Contains(res.Header.Get("Content-Type"), "json") {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) == nil {
		if body, err = json.Marshal(drifted(v)); err != nil {
			return nil, err
		}
	}
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(body)), -1
	res.Header.Del("Content-Length")
	return res, nil
}

// drifted is a value as another version writes it.
func drifted(v any) any {
	switch v := v.(type) {
	case json.Number:
		return v.String()
	case []any:
		for n := range v {
			v[n] = drifted(v[n])
		}
	case map[string]any:
		for k := range v {
			v[k] = drifted(v[k])
		}
		v["sinceTheLatestVersion"] = map[string]any{"of": []any{1, nil}}
	}
	return v
}
