package testrail

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
)

// checkMembers holds the members of a body against what is known; prefix is the path to an inner object.
func (c *call) checkMembers(prefix string, body map[string]any, known map[string]kind) error {
	for _, name := range slices.Sorted(maps.Keys(body)) {
		value := body[name]
		k, there := known[name]
		if !there && c.method.custom && strings.HasPrefix(name, "custom_") {
			continue // one that the instance does not have is dropped: the official client counts on it
		}
		if !there {
			return bad("Field :%s%s is not a supported field.", prefix, name)
		}
		if err := checkMember(prefix+name, value, k); err != nil {
			return err
		}
	}
	return nil
}

func checkMember(name string, value any, k kind) error {
	if value == nil || k == anything {
		return nil
	}
	switch k {
	case anID, aNumber:
		if n, ok := value.(float64); !ok || n != math.Trunc(n) || n < 0 {
			return invalid(name, "ID")
		}
	case aFlag:
		if _, ok := value.(bool); !ok {
			return invalid(name, "boolean value")
		}
	case manyIDs:
		list, ok := value.([]any)
		if !ok {
			return invalid(name, "ID")
		}
		for _, v := range list {
			if err := checkMember(name, v, anID); err != nil || v == nil {
				return invalid(name, "ID")
			}
		}
	case aText:
		if _, ok := value.(string); !ok {
			return invalid(name, "text")
		}
	case anything:
	}
	return nil
}

// A body's members, after they were checked.
func textIn(body map[string]any, name string) string {
	s, _ := body[name].(string)
	return s
}

func idIn(body map[string]any, name string) int64 {
	n, _ := body[name].(float64)
	return int64(n)
}

func idsIn(body map[string]any, name string) []int64 {
	list, _ := body[name].([]any)
	out := make([]int64, 0, len(list))
	for _, v := range list {
		n, _ := v.(float64)
		out = append(out, int64(n))
	}
	return out
}

// customOf picks the custom fields of a body that the instance has.
func customOf(body map[string]any) map[string]any {
	var out map[string]any
	for name, value := range body {
		if knownField(name) {
			if out == nil {
				out = map[string]any{}
			}
			out[name] = value
		}
	}
	return out
}

// checkRefs bounds a list of references.
func checkRefs(refs string) error {
	if len([]rune(refs)) > maxRefs {
		return bad("Field :refs is too long (%d characters at most).", maxRefs)
	}
	return nil
}

// objects reads a list of objects in a body.
func (c *call) objects(body map[string]any, name string, known map[string]kind) ([]map[string]any, error) {
	if body[name] == nil {
		return nil, nil
	}
	raw, err := json.Marshal(body[name])
	var out []map[string]any
	if err != nil || json.Unmarshal(raw, &out) != nil {
		return nil, invalid(name, "list")
	}
	for _, row := range out {
		if err := c.checkMembers(name+".", row, known); err != nil {
			return nil, err
		}
	}
	return out, nil
}
