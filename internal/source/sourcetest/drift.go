package sourcetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Drift has answers of a simulator that cannot do it itself look as those of another version
// of its tool: numbers are texts, and every object has members that nobody knows.
func Drift(next http.RoundTripper) http.RoundTripper { return drifter{next} }

// drifter rewrites answers.
type drifter struct{ next http.RoundTripper }

// RoundTrip rewrites an answer that is JSON.
func (d drifter) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := d.next.RoundTrip(req)
	if err != nil || res.StatusCode != http.StatusOK {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		return res, err
	}
	var v any
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if dec.Decode(&v) == nil {
		if body, err = json.Marshal(drifted(v)); err != nil {
			return nil, fmt.Errorf("write a drifted answer: %w", err)
		}
	}
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return res, nil
}

// drifted is a value as another version would write it.
func drifted(v any) any {
	switch v := v.(type) {
	case json.Number:
		return v.String()
	case []any:
		for i := range v {
			v[i] = drifted(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = drifted(v[name])
		}
		v["x_new"], v["x_none"] = map[string]any{"deep": []any{1, nil, "x"}}, nil
	}
	return v
}
