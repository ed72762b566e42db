package ctrf

import (
	"strings"

	"syncd/internal/format"
)

// What the members of a test mean, beside those of every attempt. Not among them:
// `id`, a number of the report and not of the test, and `line`, which moves.
var members = map[string]func(*reader, *test) error{
	"name":      func(r *reader, t *test) error { return r.name(&t.name) },
	"filePath":  func(r *reader, t *test) error { return r.name(&t.file) },
	"rawStatus": func(r *reader, t *test) error { return r.name(&t.raw) },
	"testId":    func(r *reader, t *test) error { return r.name(&t.kase.Explicit) },
	"suite":     func(r *reader, t *test) error { return r.suite(t) },
	"tags":      func(r *reader, t *test) error { return r.List(func() error { return r.tag(t) }) },
	"labels":    func(r *reader, t *test) error { return r.labels(t) },
	"extra":     func(r *reader, t *test) error { return r.extra(t) },
	"parameters": func(r *reader, t *test) error {
		return r.Object(func(name string) error {
			value, err := r.Name()
			if len(t.params) < format.MostWords {
				t.params = append(t.params, format.Param{Name: name, Value: value})
			}
			return err
		})
	},
	"retryAttempts": func(r *reader, t *test) error { return r.Array(func() error { return r.retry(t) }) },
	"retries": func(r *reader, t *test) error {
		n, ok, err := r.Number()
		if ok {
			t.retries = int(min(max(n, 0), mostRetries))
		}
		return err
	},
	"flaky": func(r *reader, t *test) error {
		s, err := r.Text(r.Limits().Name)
		if flaky := s == "true"; flaky || s == "false" {
			t.flaky = &flaky
		}
		return err
	},
}

// mostRetries is how many retries of one test are believed, and how many of them kept.
const mostRetries = 1000

// attempted reads a member that every attempt can have.
func (r *reader) attempted(a *attempt, name string) error {
	var err error
	switch name {
	case "status":
		err = r.name(&a.status)
	case "message":
		a.message, err = r.Text(r.Limits().Text)
	case "trace":
		a.trace, err = r.Text(r.Limits().Text)
	case "duration":
		a.duration, err = r.Duration()
	case "start":
		a.start, err = r.Moment()
	case "stop":
		a.stop, err = r.Moment()
	case "stdout", "stderr":
		err = r.List(func() error { return r.output(a) })
	default:
		err = r.Skip()
	}
	return err
}

// output reads a line, or a piece with line breaks of its own, of what a test printed.
func (r *reader) output(a *attempt) error {
	if a.output == nil {
		a.output = format.NewEnds(r.Limits().Output)
	}
	err := r.Into(a.output)
	_, _ = a.output.Write([]byte("\n"))
	return err
}

// retry reads an attempt before the last.
func (r *reader) retry(t *test) error {
	var a attempt
	err := r.Object(func(name string) error { return r.attempted(&a, name) })
	if len(t.before) < mostRetries {
		t.before = append(t.before, a)
	}
	return err
}

// suite reads a path: an array, in older reports a text.
func (r *reader) suite(t *test) error {
	return r.List(func() error {
		s, err := r.Name()
		for part := range strings.SplitSeq(s, " > ") {
			if part = strings.TrimSpace(part); part != "" && len(t.suite) < format.MostWords {
				t.suite = append(t.suite, part)
			}
		}
		return err
	})
}

func (r *reader) name(into *string) error {
	s, err := r.Name()
	*into = s
	return err
}

func (r *reader) tag(t *test) error {
	tag, err := r.Name()
	format.AddTag(&t.kase, tag)
	return err
}
