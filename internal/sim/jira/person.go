package jira

import (
	"encoding/json"
	"fmt"
	"slices"

	"syncd/internal/sim/jira/site"
)

// Person does by hand what people do in Jira's pages. Every deed is in the audit under the person's name, with an
// empty request id. What the person may not do is refused.
type Person struct {
	server *Server
	login  string
}

// As acts for a user, named by e-mail address, user name or account id.
func (s *Server) As(user string) *Person { return &Person{s, user} }

// Fields are raw field values by field id or name, written as v2 does: rich text is wiki markup.
type Fields map[string]any

func (p *Person) actor() (site.Actor, error) {
	p.server.settle()
	u := p.server.site.User(p.login)
	if u == nil {
		return site.Actor{}, fmt.Errorf("no user %q", p.login)
	}
	return site.Actor{User: u, At: p.server.Now(), Dialect: site.Dialect{Wiki: true, Usernames: p.server.opts.Edition == DataCenter}}, nil
}

// do runs a deed and names it in the error.
func (p *Person) do(what, key string, deed func(site.Actor) error) error {
	a, err := p.actor()
	if err == nil {
		err = deed(a)
	}
	if err != nil {
		return fmt.Errorf("%s: %s %s: %w", p.login, what, key, err)
	}
	return nil
}

// draft turns fields into a draft; names are looked up.
func (p *Person) draft(fields Fields) (*site.Draft, error) {
	d := &site.Draft{Fields: map[string]json.RawMessage{}}
	for name, v := range fields {
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", name, err)
		}
		d.Fields[p.fieldID(name)] = raw
	}
	return d, nil
}

func (p *Person) fieldID(name string) string {
	all := p.server.site.Fields()
	if n := slices.IndexFunc(all, func(f *site.Field) bool { return f.ID == name || f.Name == name }); n >= 0 {
		return all[n].ID
	}
	return name
}

// Create makes an issue and returns its key; fields may be nil.
func (p *Person) Create(project, issueType, summary string, fields Fields) (string, error) {
	all := Fields{"project": map[string]string{"key": project}, "issuetype": map[string]string{"name": issueType}, "summary": summary}
	for k, v := range fields {
		all[k] = v
	}
	key := ""
	err := p.do("create in", project, func(a site.Actor) error {
		d, err := p.draft(all)
		if err != nil {
			return err
		}
		i, err := p.server.site.Create(a, d)
		if err == nil {
			key = i.Key
		}
		return err
	})
	return key, err
}

// Edit sets fields; a nil value empties one.
func (p *Person) Edit(key string, fields Fields) error {
	return p.do("edit", key, func(a site.Actor) error {
		d, err := p.draft(fields)
		if err != nil {
			return err
		}
		_, err = p.server.site.Edit(a, key, d)
		return err
	})
}

// AddLabel adds labels and leaves the others.
func (p *Person) AddLabel(key string, labels ...string) error { return p.labels(key, "add", labels) }

// RemoveLabel takes labels off.
func (p *Person) RemoveLabel(key string, labels ...string) error {
	return p.labels(key, "remove", labels)
}

func (p *Person) labels(key, verb string, labels []string) error {
	return p.do(verb+" label", key, func(a site.Actor) error {
		var ops []map[string]string
		for _, l := range labels {
			ops = append(ops, map[string]string{verb: l})
		}
		raw, err := json.Marshal(ops)
		if err != nil {
			return err
		}
		_, err = p.server.site.Edit(a, key, &site.Draft{Update: map[string]json.RawMessage{"labels": raw}})
		return err
	})
}

// Transition moves an issue to a status by name, over several transitions when it must; the resolution may be "".
func (p *Person) Transition(key, status, resolution string) error {
	return p.do("transition", key, func(a site.Actor) error { return p.server.site.Walk(a, key, status, resolution) })
}

// Resolve changes the resolution alone, without a transition; "" clears it.
func (p *Person) Resolve(key, resolution string) error {
	return p.do("resolve", key, func(a site.Actor) error { return p.server.site.SetResolution(a, key, resolution) })
}

// Comment adds a comment in wiki markup.
func (p *Person) Comment(key, text string) error {
	return p.do("comment", key, func(a site.Actor) error {
		raw, err := json.Marshal(map[string]string{"body": text})
		if err != nil {
			return err
		}
		_, _, err = p.server.site.AddComment(a, key, raw)
		return err
	})
}
