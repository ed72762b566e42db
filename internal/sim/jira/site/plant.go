package site

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"syncd/internal/sim/jira/adf"
)

// plant makes the issues of a seed. They are older than the audit, which starts empty, and indexed from the start.
func (s *Site) plant(seed *Seed, start time.Time) error {
	for _, si := range seed.Issues {
		if err := s.plantOne(si, start); err != nil {
			return fmt.Errorf("seed issue %s: %w", si.Key, err)
		}
	}
	for _, si := range seed.Issues { // parents may come later in the list
		if si.Parent == "" {
			continue
		}
		parent, child := s.find(si.Parent), s.find(si.Key)
		if parent == nil {
			return fmt.Errorf("seed issue %s: unknown parent %q", si.Key, si.Parent)
		}
		born := child.edit()
		born.Values["parent"] = idText(parent.ID)
		s.put(born, child.Created)
	}
	s.last = start
	return s.plantLinks(seed)
}

func (s *Site) plantOne(si SeedIssue, start time.Time) error {
	project, number, ok := strings.Cut(si.Key, "-")
	n, err := strconv.ParseInt(number, 10, 64)
	p := named(s.catalog.projects, project)
	if !ok || err != nil || p == nil || s.find(si.Key) != nil {
		return fmt.Errorf("not a free key of a known project")
	}
	t := named(p.Types, si.Type)
	if t == nil {
		return fmt.Errorf("unknown issue type %q", si.Type)
	}
	born := si.Age.before(start)
	i := &Issue{ID: s.next("issue", 10000), Key: si.Key, Created: born, Updated: born, CategoryMoved: born,
		Properties: map[string]json.RawMessage{}}
	i.Values = map[string]any{"project": p.ID, "issuetype": t.ID, "summary": si.Summary,
		"status": s.catalog.workflow(p, t).Initial.ID}
	if err := s.plantValues(i, si, p); err != nil {
		return err
	}
	if i.Ref("resolution") != "" {
		i.Resolved = born
	}
	s.counters["key "+p.ID] = max(s.counters["key "+p.ID], n)
	s.put(i, born)
	return nil
}

// plantValues resolves the names that a seed gives, each of which must exist.
func (s *Site) plantValues(i *Issue, si SeedIssue, p *Project) error {
	for _, one := range []struct{ field, name string }{{"status", si.Status}, {"resolution", si.Resolution},
		{"priority", cmp.Or(si.Priority, "Medium")}} {
		if one.name == "" {
			continue
		}
		if err := s.plantNamed(i, p, one.field, "name", one.name); err != nil {
			return err
		}
	}
	for name, option := range si.Select {
		if err := s.plantSelect(i, p, name, option); err != nil {
			return err
		}
	}
	var versions []string
	for _, v := range si.FixVersions {
		found := named(p.Versions, v)
		if found == nil {
			return fmt.Errorf("unknown version %q", v)
		}
		versions = append(versions, found.ID)
	}
	assign(i.Values, "fixVersions", listOrNil(versions))
	if si.Sprint != 0 {
		if f := s.sprintField(); f != nil {
			assign(i.Values, f.ID, []string{idText(si.Sprint)})
		}
	}
	if len(si.Labels) > 0 {
		assign(i.Values, "labels", si.Labels)
	}
	if si.Description != "" {
		root := adf.FromWiki(si.Description)
		i.Values["description"] = Text{Doc: adf.Encode(root), Wiki: si.Description, Plain: adf.Plain(root)}
	}
	return s.plantPeople(i, si, p)
}

func (s *Site) plantNamed(i *Issue, p *Project, field, member, name string) error {
	raw, err := json.Marshal(map[string]string{member: name})
	if err != nil {
		return fmt.Errorf("encoding %s: %w", field, err)
	}
	v, refusal := input{site: s, field: s.catalog.field(field), project: p}.parse(raw)
	if refusal != nil {
		return refusal
	}
	assign(i.Values, field, v)
	return nil
}

func (s *Site) plantSelect(i *Issue, p *Project, name, option string) error {
	for _, f := range s.catalog.fields {
		if f.Kind == KindOption && strings.EqualFold(f.Name, name) {
			return s.plantNamed(i, p, f.ID, "value", option)
		}
	}
	return fmt.Errorf("unknown select field %q", name)
}

func (s *Site) plantPeople(i *Issue, si SeedIssue, p *Project) error {
	reporter := p.Lead
	if si.Reporter != "" {
		if reporter = s.catalog.userByLogin(si.Reporter); reporter == nil {
			return fmt.Errorf("unknown reporter %q", si.Reporter)
		}
	}
	i.Creator, i.Values["reporter"] = reporter.AccountID, reporter.AccountID
	if si.Assignee != "" {
		u := s.catalog.userByLogin(si.Assignee)
		if u == nil {
			return fmt.Errorf("unknown assignee %q", si.Assignee)
		}
		i.Values["assignee"] = u.AccountID
	}
	return nil
}

func (s *Site) sprintField() *Field {
	for _, f := range s.catalog.fields {
		if f.Kind == KindSprint {
			return f
		}
	}
	return nil
}
