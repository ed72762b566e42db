package source

import (
	"context"
	"slices"
)

// guardedSurveyor is a source behind a door that can say what it sees.
type guardedSurveyor struct {
	guarded
	surveyor Surveyor
}

// Survey surveys, and cleans what came, beside an error too.
func (g guardedSurveyor) Survey(ctx context.Context) (Survey, error) {
	c := cleaner{door: g.door, seen: map[string]string{}}
	s, err := g.surveyor.Survey(ctx)
	return c.survey(s), c.told(err)
}

// survey returns what a survey may show.
func (c *cleaner) survey(s Survey) Survey {
	s.Account, s.Version = c.door.Own.Scrub(s.Account), c.text(s.Version)
	s.Places, s.Statuses, s.References, s.Findings = slices.Clone(s.Places), slices.Clone(s.Statuses), slices.Clone(s.References), slices.Clone(s.Findings)
	for i, p := range s.Places {
		s.Places[i].Kind, s.Places[i].Name, s.Places[i].ID = c.text(p.Kind), c.text(p.Name), c.text(p.ID)
	}
	for i, t := range s.Statuses {
		s.Statuses[i].Name = c.text(t.Name)
	}
	for i, r := range s.References {
		s.References[i] = c.text(r)
	}
	for i, f := range s.Findings {
		s.Findings[i].Key, s.Findings[i].Text, s.Findings[i].Cure = c.text(f.Key), c.text(f.Text), c.text(f.Cure)
	}
	return s
}

// told cleans an error so that what the tool said and what helps can still be told apart.
func (c *cleaner) told(err error) error {
	e, ok := err.(*Error) //nolint:errorlint // what is wrapped says more than the parts of e
	if !ok {
		if err == nil {
			return nil
		}
		return c.fault(err)
	}
	clean := *e
	clean.Doing, clean.Message, clean.Cure = c.text(e.Doing), c.text(e.Message), c.text(e.Cure)
	if e.Err != nil {
		clean.Err = c.fault(e.Err)
	}
	return &clean
}
