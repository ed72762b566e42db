package testrail

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// member is a name and a value of an object.
type member struct {
	name  string
	value any
}

// object is a JSON object in its order; custom fields stand among the others.
type object []member

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	encode(&buf, o)
	return buf.Bytes(), nil
}

// encode writes objects and lists of them, and leaves the rest to encoding/json.
func encode(buf *bytes.Buffer, v any) {
	switch v := v.(type) {
	case object:
		buf.WriteByte('{')
		for n, m := range v {
			if n > 0 {
				buf.WriteByte(',')
			}
			encode(buf, m.name)
			buf.WriteByte(':')
			encode(buf, m.value)
		}
		buf.WriteByte('}')
	case []object:
		buf.WriteByte('[')
		for n, o := range v {
			if n > 0 {
				buf.WriteByte(',')
			}
			encode(buf, o)
		}
		buf.WriteByte(']')
	default:
		raw, err := json.Marshal(v)
		if err != nil {
			panic(err) // numbers, texts and what came in as JSON
		}
		buf.Write(raw)
	}
}

// get is the value of a member, nil where there is none.
func (o object) get(name string) any {
	if n := slices.IndexFunc(o, func(m member) bool { return m.name == name }); n >= 0 {
		return o[n].value
	}
	return nil
}

// textOrNull, idOrNull and listOrNone are how TestRail writes what is not there.
func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func idOrNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func listOrNone(ids []int64) any {
	if len(ids) == 0 {
		return []int64{}
	}
	return ids
}

// The ids that drifting answers give as texts, and the members that they leave null.
var (
	asText = []string{"case_id", "suite_id", "milestone_id", "created_by"}
	asNull = []string{"attachment_ids", "labels", "config_ids", "custom_step_results"}
)

// drift has an answer differ from the documents where instances do.
func drift(v any) any {
	switch v := v.(type) {
	case []object:
		out := make([]object, 0, len(v))
		for _, o := range v {
			out = append(out, drift(o).(object))
		}
		return out
	case object:
		out := make(object, 0, len(v)+2)
		for _, m := range v {
			id, isID := m.value.(int64)
			switch {
			case isID && slices.Contains(asText, m.name):
				m.value = strconv.FormatInt(id, 10)
			case slices.Contains(asNull, m.name):
				m.value = nil
			default:
				m.value = drift(m.value)
			}
			out = append(out, m)
		}
		return append(out, member{"ai_hint", object{{"score", 0.5}}}, member{"x_reserved", nil})
	}
	return v
}
