package site

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// show tells a value as a changelog does: raw ids and readable words.
func (s *Site) show(f *Field, v any) (id, text string) {
	switch v := v.(type) {
	case nil:
		return "", ""
	case Text:
		return "", v.Wiki
	case float64:
		return "", strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		return v.Format(time.RFC3339), v.Format(timeLayout)
	case []string:
		return s.showList(f, v)
	case string:
		if f.Kind == KindString {
			return "", v
		}
		return v, s.nameOf(f, v)
	}
	return "", ""
}

func (s *Site) showList(f *Field, ids []string) (id, text string) {
	if f.Kind == KindLabels {
		return "", strings.Join(ids, " ")
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = s.nameOf(f, id)
	}
	return strings.Join(ids, ", "), strings.Join(names, ", ")
}

// nameOf is the readable name of an id that a field holds.
func (s *Site) nameOf(f *Field, id string) string {
	switch f.Kind {
	case KindUser:
		if u := s.catalog.userByLogin(id); u != nil {
			return u.DisplayName
		}
	case KindParent:
		if p := s.find(id); p != nil {
			return p.Key
		}
	case KindVersions, KindVersion:
		if v := s.catalog.versionByID(id); v != nil {
			return v.Name
		}
	case KindSprint:
		n, _ := strconv.ParseInt(id, 10, 64)
		if sp := s.catalog.sprintByID(n); sp != nil {
			return sp.Name
		}
	case KindComponents:
		for _, p := range s.catalog.projects {
			if n := nameIn(p.Components, id); n != id {
				return n
			}
		}
	case KindOption, KindOptions:
		return nameIn(f.Options, id)
	case KindCascade:
		for top := range f.Below {
			if n := nameIn(f.Below[top], id); n != id {
				return n
			}
		}
		return nameIn(f.Options, id)
	}
	return s.catalogName(f.Kind, id)
}

func (s *Site) catalogName(k Kind, id string) string {
	switch k {
	case KindPriority:
		return nameIn(s.catalog.priorities, id)
	case KindResolution:
		return nameIn(s.catalog.resolution, id)
	case KindStatus:
		return nameIn(s.catalog.statuses, id)
	case KindType:
		return nameIn(s.catalog.types, id)
	case KindProject:
		return nameIn(s.catalog.projects, id)
	case KindSecurity:
		return nameIn(s.catalog.security, id)
	}
	return id
}

func nameIn[T interface{ names() (string, string) }](list []T, id string) string {
	for _, e := range list {
		if eid, name := e.names(); eid == id {
			return name
		}
	}
	return id
}

// diff tells what changed between two sets of values, in the order of the fields.
func (s *Site) diff(before, after map[string]any) []Change {
	var out []Change
	for _, f := range s.catalog.fields {
		from, to := before[f.ID], after[f.ID]
		if same(from, to) {
			continue
		}
		c := Change{Field: f.logged(), FieldID: f.ID}
		c.From, c.FromText = s.show(f, from)
		c.To, c.ToText = s.show(f, to)
		out = append(out, c)
	}
	return out
}

func same(a, b any) bool {
	switch av := a.(type) {
	case []string:
		bv, ok := b.([]string)
		return ok && slices.Equal(av, bv)
	case Text:
		bv, ok := b.(Text)
		return ok && string(av.Doc) == string(bv.Doc)
	case time.Time:
		bv, ok := b.(time.Time)
		return ok && av.Equal(bv)
	}
	return reflect.DeepEqual(a, b)
}
