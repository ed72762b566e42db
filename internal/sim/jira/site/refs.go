package site

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// ref is how requests name a thing: by one or more of these members.
type ref struct {
	ID        *string `json:"id"`
	Name      *string `json:"name"`
	Key       *string `json:"key"`
	Value     *string `json:"value"`
	AccountID *string `json:"accountId"`
}

func (r ref) empty() bool {
	return r.ID == nil && r.Name == nil && r.Key == nil && r.Value == nil && r.AccountID == nil
}

// any is the first name given, for messages.
func (r ref) any() string {
	for _, p := range []*string{r.Name, r.Value, r.Key, r.ID, r.AccountID} {
		if p != nil {
			return *p
		}
	}
	return "null"
}

func (in input) single(raw json.RawMessage) (any, *Refusal) {
	var r ref
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, in.refuse("%s", badRef(in.field, err))
	}
	switch in.field.Kind {
	case KindUser:
		return in.user(r)
	case KindParent:
		return in.parent(r)
	}
	id, ok := in.lookup(r)
	if !ok {
		return nil, in.refuse("%s", in.unknown(r))
	}
	return id, nil
}

func badRef(f *Field, err error) string {
	if strings.Contains(err.Error(), "into Go value of type site.ref") {
		return "data was not an object"
	}
	return "expected the members of " + f.ID + " to be strings"
}

// lookup resolves a reference among what the field may hold in the project.
func (in input) lookup(r ref) (string, bool) {
	cat := in.site.catalog
	switch in.field.Kind {
	case KindPriority:
		return pick(cat.priorities, r.ID, r.Name)
	case KindResolution:
		return pick(cat.resolution, r.ID, r.Name)
	case KindStatus:
		return pick(cat.statuses, r.ID, r.Name)
	case KindType:
		return pick(in.project.Types, r.ID, r.Name)
	case KindProject:
		if n := slices.IndexFunc(cat.projects, func(p *Project) bool { return r.Key != nil && p.was(*r.Key) }); n >= 0 {
			return cat.projects[n].ID, true
		}
		return pick(cat.projects, r.ID, r.Key)
	case KindSecurity:
		return pick(cat.security, r.ID, r.Name)
	case KindVersions, KindVersion:
		return pick(in.project.Versions, r.ID, r.Name)
	case KindComponents:
		return pick(in.project.Components, r.ID, r.Name)
	case KindOption, KindOptions, KindCascade:
		return pick(in.field.Options, r.ID, r.Value)
	}
	return "", false
}

// pick finds an entry by id or, exactly, by name: Jira forgives the case of neither here.
func pick[T interface{ names() (string, string) }](list []T, id, name *string) (string, bool) {
	for _, e := range list {
		eid, ename := e.names()
		if id != nil && eid == *id || id == nil && name != nil && strings.EqualFold(ename, *name) {
			return eid, true
		}
	}
	return "", false
}

// unknown is what Jira says of a reference to nothing.
func (in input) unknown(r ref) string {
	switch in.field.Kind {
	case KindType:
		return "Specify a valid issue type"
	case KindProject:
		return "Specify a valid project ID or key"
	case KindOption, KindOptions, KindCascade:
		if r.ID != nil {
			return "Option id '" + *r.ID + "' is not valid"
		}
		return "Option value '" + r.any() + "' is not valid"
	}
	word := map[Kind]string{KindPriority: "Priority", KindResolution: "Resolution", KindVersions: "Version", KindVersion: "Version",
		KindComponents: "Component", KindSecurity: "Security level", KindStatus: "Status"}[in.field.Kind]
	if r.empty() {
		return "Could not find valid 'id' or 'name' in " + strings.ToLower(word) + " object."
	}
	if r.ID != nil {
		return word + " id '" + *r.ID + "' is not valid"
	}
	return word + " name '" + r.any() + "' is not valid"
}

// cascade reads an option and, as its child, one of those below it.
func (in input) cascade(raw json.RawMessage) (any, *Refusal) {
	v, refusal := in.single(raw)
	top, ok := v.(string)
	if refusal != nil || !ok {
		return nil, refusal
	}
	var with struct {
		Child *ref `json:"child"`
	}
	if json.Unmarshal(raw, &with) != nil || with.Child == nil {
		return []string{top}, nil
	}
	below, ok := pick(in.field.Below[top], with.Child.ID, with.Child.Value)
	if !ok {
		return nil, in.refuse("Option '%s' is not valid below its parent", with.Child.any())
	}
	return []string{top, below}, nil
}

func (in input) user(r ref) (any, *Refusal) {
	want := r.AccountID
	if want == nil {
		want = r.ID
	}
	if in.dialect.Usernames {
		want = r.Name
	}
	if want == nil {
		return nil, nil
	}
	for _, u := range in.site.catalog.users {
		if in.dialect.Usernames && u.Username == *want || !in.dialect.Usernames && u.AccountID == *want {
			return u.AccountID, nil
		}
	}
	return nil, in.refuse("User '%s' does not exist.", *want)
}

func (in input) parent(r ref) (any, *Refusal) {
	want := r.Key
	if r.ID != nil {
		want = r.ID
	}
	if want == nil {
		return nil, nil
	}
	parent := in.site.find(*want)
	if parent == nil {
		return nil, in.refuse("Could not find issue by id or key.")
	}
	return strconv.FormatInt(parent.ID, 10), nil
}
