package converge

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// What an issue says about itself: the description that our account gave it.
var (
	testWord = regexp.MustCompile(`\bcase\d+\b`)
	rowWord  = regexp.MustCompile(`\{\{(\[[A-Z]+\])\}\}`)
	placed   = regexp.MustCompile(`(?m)^\* \*Environments: ?\* ?(.*)$`)
)

// says are the words by which a description tells why a test fails.
var says = map[outcome]string{fail: "expected 1 but was 2", other: "cart is null"}

// read learns from a description that we wrote what its issue stands for. Why every
// test that it lists fails, it need not say: that is taken from the results.
func (w *world) read(t *ticket, text string, at time.Time) {
	k := w.lookAt(at)
	t.shared = t.shared || strings.Contains(text, "listed below")
	for cause, words := range says {
		if strings.Contains(text, words) {
			t.causes[cause] = true
		}
	}
	for _, part := range w.speaks(text) {
		t.covers[part] = true
		s := k.streak(w, part)
		for cause := range s.causes {
			t.causes[cause] = true
		}
		if _, known := t.began[part]; !known {
			t.began[part] = s.since
		}
	}
}

// plainly takes the escapes of wiki markup out of a text.
var plainly = strings.NewReplacer(`\[`, "[", `\]`, "]", "&#91;", "[", "&#93;", "]")

// speaks lists the parts that a description speaks of.
func (w *world) speaks(text string) []string {
	var out []string
	text = plainly.Replace(text)
	if w.config.mode == signature {
		for cause, words := range says {
			if strings.Contains(text, words) {
				out = append(out, "signature "+string(cause))
			}
		}
		return out
	}
	for _, test := range testWord.FindAllString(text, -1) {
		switch w.config.mode {
		case row:
			r := ""
			if found := rowWord.FindStringSubmatch(text); found != nil {
				r = found[1]
			}
			out = append(out, test+r)
		case environment:
			for _, e := range strings.Split(placed.FindStringSubmatch(text)[1], ", ") {
				out = append(out, test+"@"+e)
			}
		default:
			out = append(out, test)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// part is what a line's defect stands for.
func (w *world) part(l line) string {
	test, _, _ := strings.Cut(w.suite[l.test].name, " ")
	switch w.config.mode {
	case row:
		return test + l.row
	case environment:
		return test + "@" + l.environment
	case signature:
		if cause := l.cause(); cause != "" {
			return "signature " + string(cause)
		}
	}
	return test
}

// streak is how a part stands.
type streak struct {
	failing bool
	since   time.Time // of the line that fails longest
	last    time.Time // the latest failure
	causes  map[outcome]bool
	surely  bool // worth a defect
	maybe   bool
	passed  bool // every line that ever failed has passed twice since
}

// look is what the house could know of the results when a cycle began.
type look struct {
	at    time.Time
	lines []line
	whole bool // the cycle went through to its end
	part  bool // not all results could be read
}

// lookAt is the latest look before a moment.
func (w *world) lookAt(t time.Time) look {
	var found look
	for _, k := range w.looks {
		if !k.at.After(t) {
			found = k
		}
	}
	return found
}

// streak sums up the lines of a part.
func (k look) streak(w *world, part string) streak {
	s := streak{causes: map[outcome]bool{}}
	ever, pending := false, false
	for _, l := range k.lines {
		if w.part(l) != part {
			continue
		}
		s.surely, s.maybe = s.surely || l.surely(), s.maybe || l.maybe()
		ever = ever || l.cause() != ""
		pending = pending || l.cause() != "" && l.passed() < 2
		if l.failures() == 0 {
			continue
		}
		since := l.points[len(l.points)-l.failures()].at
		if !s.failing || since.Before(s.since) {
			s.since = since
		}
		if at := l.points[len(l.points)-1].at; at.After(s.last) {
			s.last = at
		}
		s.failing, s.causes[l.cause()] = true, true
	}
	s.passed = ever && !pending
	return s
}

// parts lists the parts of all lines.
func (k look) parts(w *world) []string {
	var out []string
	for _, l := range k.lines {
		out = append(out, w.part(l))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
