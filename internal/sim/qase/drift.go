package qase

import (
	"encoding/json"
	"regexp"
	"strings"
)

// isoTime is a moment as answers show it.
var isoTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$`)

// drift is a result as a product would answer that has moved on; see Options.Drift.
func drift(result any) any {
	raw, err := json.Marshal(result)
	if err != nil {
		panic("qase simulator: answer: " + err.Error()) // the shapes are ours
	}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		panic("qase simulator: answer: " + err.Error())
	}
	return drifted("", v)
}

// drifted is one value, under its name.
func drifted(name string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			return []any{} // as PHP writes an empty map
		}
		for n, member := range v {
			v[n] = drifted(n, member)
		}
		if name != "statuses" { // which is a map of counts
			v["x_new"] = object{"of": []any{"a", "later", "version"}}
		}
		return v
	case []any:
		if len(v) == 0 && name != "entities" {
			return nil
		}
		for n := range v {
			v[n] = drifted("", v[n])
		}
		return v
	case json.Number:
		return v.String()
	case string:
		if isoTime.MatchString(v) {
			return strings.TrimSuffix(v, "+00:00") + ".000000Z"
		}
	}
	return v
}
