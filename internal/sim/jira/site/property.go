package site

import "encoding/json"

// SetProperty writes an entity property and reports whether it is new.
func (s *Site) SetProperty(a Actor, idOrKey, key string, value json.RawMessage) (bool, error) {
	if r := checkProperty(key, value); r != nil {
		return false, r
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "EDIT_ISSUES", noEdit)
	if refusal != nil {
		return false, refusal
	}
	old, had := i.Properties[key]
	next := i.edit()
	next.Properties[key] = value
	s.commit(a, next, change{verb: VerbProperty, touch: s.opts.Quirks.PropertyMovesUpdate,
		items: []Change{{Field: "property", FieldID: key, FromText: string(old), ToText: string(value)}}})
	return !had, nil
}

// DeleteProperty removes an entity property.
func (s *Site) DeleteProperty(a Actor, idOrKey, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "EDIT_ISSUES", noEdit)
	if refusal != nil {
		return refusal
	}
	old, had := i.Properties[key]
	if !had {
		return refuse(404, "The property with key '%s' does not exist.", key)
	}
	next := i.edit()
	delete(next.Properties, key)
	s.commit(a, next, change{verb: VerbPropertyDelete, touch: s.opts.Quirks.PropertyMovesUpdate,
		items: []Change{{Field: "property", FieldID: key, FromText: string(old)}}})
	return nil
}

// NoProperty is the refusal for a property that an issue does not have.
func NoProperty(key string) error {
	return refuse(404, "The property with key '%s' does not exist.", key)
}
