package site

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

func (in input) list(raw json.RawMessage) (any, *Refusal) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil, in.refuse("data was not an array")
	}
	var out []string
	for _, item := range items {
		v, refusal := in.single(item)
		if refusal != nil {
			return nil, refusal
		}
		if id, ok := v.(string); ok && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return listOrNil(out), nil
}

func listOrNil(l []string) any {
	if len(l) == 0 {
		return nil
	}
	return l
}

func (in input) labels(raw json.RawMessage) (any, *Refusal) {
	var items []string
	if json.Unmarshal(raw, &items) != nil {
		return nil, in.refuse("Operation value must be an array of strings")
	}
	var out []string
	for _, l := range items {
		if refusal := in.label(l); refusal != nil {
			return nil, refusal
		}
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	slices.Sort(out)
	return listOrNil(out), nil
}

func (in input) label(l string) *Refusal {
	switch {
	case strings.ContainsAny(l, " \t\n\r"):
		return in.refuse("The label '%s' contains spaces which is invalid.", l)
	case l == "":
		return in.refuse("The label '' is invalid.")
	case utf8.RuneCountInString(l) > maxLabel:
		return in.refuse("The label '%s' is too long. It exceeds the allowed limit of %d characters.", l, maxLabel)
	}
	return nil
}

func (in input) sprint(raw json.RawMessage) (any, *Refusal) {
	var id int64
	if json.Unmarshal(raw, &id) != nil {
		return nil, in.refuse("Number value expected as the Sprint id.")
	}
	if in.site.catalog.sprintByID(id) == nil {
		return nil, in.refuse("Sprint with id %d does not exist, or you do not have permission to view it.", id)
	}
	return []string{strconv.FormatInt(id, 10)}, nil
}
