package allure

import (
	"fmt"
	"time"

	"syncd/internal/format"
	"syncd/internal/model"
)

// test is the file as it stands there, texts cut to size and nothing judged.
type test struct {
	name, fullName string
	path           []string // titlePath: folders, file and suites from the outside in
	status         string
	message, trace string
	start, stop    time.Time
	id             string // testCaseId
	class          string // label testClass
	framework      string
	manual         bool      // a person ran it
	suites         [3]string // labels parentSuite, suite and subSuite
	params         []format.Param
	fixed          bool     // there are parameters, if only such as are left out
	secrets        []string // values of hidden and masked parameters
	failedSteps    int      // of the outermost; the first of them is kept
	step           model.Failure
	lastStep       string // how the last of them ended
	kase           model.Case
}

// reader walks the file. Each method consumes one value.
type reader struct {
	*format.JSON
	t *test
}

// read returns the test in a file.
func read(in *format.JSON) (*test, error) {
	r := &reader{JSON: in, t: &test{}}
	kind, err := r.Kind()
	if err != nil {
		return nil, err
	}
	if kind != '{' {
		return nil, r.Malformed("starts with %q and not with an object: this is no Allure result", kind)
	}
	if err := r.Object(r.member); err != nil {
		return nil, err
	}
	if err := r.End(); err != nil {
		return nil, err
	}
	if r.t.name == "" && r.t.fullName == "" {
		return nil, fmt.Errorf("%w: has neither name nor fullName: this is no Allure result", format.ErrMalformed)
	}
	return r.t, nil
}

// member reads a member of the result. Attachments are passed over, and so is historyId:
// every adaptor computes it in its own way.
func (r *reader) member(name string) error {
	var err error
	switch t := r.t; name {
	case "name":
		t.name, err = r.Name()
	case "fullName":
		t.fullName, err = r.Name()
	case "testCaseId":
		t.id, err = r.Name()
	case "status":
		t.status, err = r.Name()
	case "start":
		t.start, err = r.Moment()
	case "stop":
		t.stop, err = r.Moment()
	case "statusDetails":
		err = r.Object(r.details)
	case "steps":
		err = r.Array(r.step)
	case "titlePath":
		err = r.List(r.title)
	case "parameters":
		err = r.Array(r.parameter)
	case "labels":
		err = r.Array(func() error { return r.pair("name", "value", r.t.label) })
	case "links":
		err = r.Array(r.link)
	default:
		err = r.Skip()
	}
	return err
}

// details reads a member of statusDetails.
func (r *reader) details(name string) error {
	var err error
	switch name {
	case "message":
		r.t.message, err = r.Text(r.Limits().Text)
	case "trace":
		r.t.trace, err = r.Text(r.Limits().Text)
	case "muted", "known", "flaky":
		var said string
		if said, err = r.Text(r.Limits().Name); said != "true" {
			return err
		}
		if name == "flaky" {
			// A mark in the code, and no attempt that failed.
			format.AddTag(&r.t.kase, name)
			return err
		}
		r.t.kase.Muted = true
	default:
		err = r.Skip()
	}
	return err
}

// step reads one of the outermost steps, as far as it says that something failed.
func (r *reader) step() error {
	var status, message, trace string
	err := r.Object(func(name string) error {
		switch name {
		case "status":
			var err error
			status, err = r.Name()
			return err
		case "statusDetails":
			return r.Object(func(name string) error {
				field := map[string]*string{"message": &message, "trace": &trace}[name]
				if field == nil {
					return r.Skip()
				}
				var err error
				*field, err = r.Text(r.Limits().Text)
				return err
			})
		}
		return r.Skip()
	})
	if r.t.lastStep = status; status == "failed" || status == "broken" {
		if r.t.failedSteps++; r.t.failedSteps == 1 {
			r.t.step = model.Failure{Error: status == "broken", Message: message, Detail: trace}
		}
	}
	return err
}

// title reads a part of titlePath.
func (r *reader) title() error {
	s, err := r.Name()
	if s != "" && len(r.t.path) < format.MostWords {
		r.t.path = append(r.t.path, s)
	}
	return err
}

// parameter reads a parameter. Excluded ones differ from run to run and do not tell
// rows apart; hidden and masked ones are secret.
func (r *reader) parameter() error {
	var p format.Param
	var mode, excluded string
	err := r.Object(func(name string) error {
		field := map[string]*string{"name": &p.Name, "value": &p.Value, "mode": &mode, "excluded": &excluded}[name]
		if field == nil {
			return r.Skip()
		}
		var err error
		*field, err = r.Text(r.Limits().Text) // whole, for it may be a secret to look for
		return err
	})
	switch r.t.fixed = true; {
	case len(r.t.params)+len(r.t.secrets) >= format.MostWords:
	case mode == "hidden" || mode == "masked":
		r.t.secrets = append(r.t.secrets, p.Value)
	case excluded != "true":
		r.t.params = append(r.t.params, p)
	}
	return err
}

// pair reads an object of two texts.
func (r *reader) pair(first, second string, use func(a, b string)) error {
	var a, b string
	err := r.Object(func(name string) error {
		var err error
		switch name {
		case first:
			a, err = r.Name()
		case second:
			b, err = r.Name()
		default:
			err = r.Skip()
		}
		return err
	})
	use(a, b)
	return err
}
