package site

import "fmt"

// plantLinks joins the issues of a seed once all of them are there.
func (s *Site) plantLinks(seed *Seed) error {
	for _, si := range seed.Issues {
		for _, l := range si.Links {
			t, from, to := named(s.catalog.linkTypes, l.Type), s.find(si.Key), s.find(l.To)
			if t == nil || to == nil || to.ID == from.ID {
				return fmt.Errorf("seed issue %s: unknown link type %q, or no other issue %q", si.Key, l.Type, l.To)
			}
			id := s.next("link", 10000)
			s.plantEnd(from, Link{ID: id, Type: t.ID, Outward: true, Other: to.ID})
			s.plantEnd(to, Link{ID: id, Type: t.ID, Other: from.ID})
		}
	}
	return nil
}

// plantEnd adds one end of a link without a trace in history or audit.
func (s *Site) plantEnd(i *Issue, l Link) {
	next := i.edit()
	next.Links = append(next.Links, l)
	s.put(next, i.Created)
}
