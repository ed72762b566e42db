package web

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"https://ci.example.com/1?a=b": "https://ci.example.com/1?a=b", "http://example.com": "http://example.com", " https://example.com": "https://example.com",
		"javascript:alert(1)": "", "JaVaScRiPt:alert(1)": "", "data:text/html,x": "", "//example.com/x": "", "/relative": "", "": "",
		"https://user:password@example.com": "", "https://": "", "java\nscript:alert(1)": "", "file:///etc/passwd": "",
	} {
		if got := safe(in); got != want {
			t.Errorf("safe(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb\tc": "a b c", "\u202egnp": "\uFFFDgnp", "\x1b[31m": "\uFFFD[31m", "\xff": "\uFFFD", "שלום": "שלום", "ü – 漢字": "ü – 漢字",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
	if got := clip(4, "äöüß!"); got != "äöü…" {
		t.Errorf("clip = %q", got)
	}
	if got := verbatim("a\r\n\tb\x00"); got != "a\n\tb\uFFFD" {
		t.Errorf("verbatim = %q", got)
	}
	if got := verbatim(strings.Repeat("ü", 2*blockMax)); len([]rune(got)) > blockMax+60 || !strings.Contains(got, "cut here") {
		t.Errorf("verbatim leaves %d characters", len([]rune(got)))
	}
}

func TestAgo(t *testing.T) {
	now := time.Date(2026, 5, 4, 6, 30, 0, 0, time.UTC)
	for d, want := range map[time.Duration]string{0: "just now", 59 * time.Second: "just now", -30 * time.Second: "just now", 5 * time.Minute: "5 min ago",
		-5 * time.Minute: "in 5 min", 3 * time.Hour: "3 h ago", 47 * time.Hour: "47 h ago", 72 * time.Hour: "3 days ago"} {
		if got := ago(now, now.Add(-d)); got != want {
			t.Errorf("ago(%s) = %q, want %q", d, got, want)
		}
	}
}

func TestEveryWordHasAToneAndAHint(t *testing.T) {
	for _, w := range plan.StateWords() {
		if tones[string(w)] == "" || hint(w) == "" {
			t.Errorf("state %s has no colour or no explanation", w)
		}
	}
	for _, w := range verdict.Words() {
		if tones[string(w)] == "" || hint(w) == "" {
			t.Errorf("verdict %s has no colour or no explanation", w)
		}
	}
	for _, s := range readiness.States() {
		if tones[string(s)] == "" {
			t.Errorf("state %s of a release has no colour", s)
		}
	}
	for _, k := range readiness.RiskKinds() {
		if riskHints[k] == "" {
			t.Errorf("risk %s has no explanation", k)
		}
	}
	for _, p := range verdict.Progresses() {
		if tones[string(p)] == "" {
			t.Errorf("outcome %s of tests has no colour", p)
		}
	}
	for _, o := range model.Outcomes() {
		if tones[string(o)] == "" || letters[o] == "" {
			t.Errorf("outcome %s has no colour or no letter", o)
		}
	}
	for _, s := range record.Standings() {
		if tones[string(s)] == "" || hint(s) == "" {
			t.Errorf("defects that are %s have no colour or no explanation", s)
		}
	}
	for _, r := range plan.Results() {
		if tones[string(r)] == "" {
			t.Errorf("result %s has no colour", r)
		}
	}
	for _, v := range plan.Verbs() {
		if verbs[v] == "" {
			t.Errorf("verb %s has no words", v)
		}
	}
}

func TestTally(t *testing.T) {
	got := tallied(plan.StateWords(), map[plan.StateWord]int{plan.StateDefect: 999, plan.StateHeld: 1})
	if got.Total != 1000 || len(got.Parts) != len(plan.StateWords()) {
		t.Fatalf("tally = %+v", got)
	}
	end := 0.0
	for _, p := range got.Parts {
		if p.Count > 0 && p.W < 1 {
			t.Errorf("%s is %.2f wide: nobody sees it", p.Word, p.W)
		}
		end = p.X + p.W
	}
	if math.Abs(end-100) > 0.01 {
		t.Errorf("the bar ends at %.2f", end)
	}
}

func TestStrip(t *testing.T) {
	key := model.LineKey{Environment: "chrome", Branch: "main"}
	at := time.Date(2026, 5, 4, 6, 0, 0, 0, time.UTC)
	line := record.LineMarks{LineKey: key, Points: []model.Point{{Run: "r0", Outcome: model.Failed, Finished: at}, {Run: "r1", Outcome: model.Passed, Flaky: true, Finished: at}}}
	for range 60 {
		line.Points = append(line.Points, model.Point{Run: "old", Outcome: model.Passed, Finished: at})
	}
	s := drawn(key, []record.LineMarks{{LineKey: model.LineKey{Environment: "firefox"}}, line}, map[model.RunID]*model.Run{"r0": {Name: "nightly"}})
	if len(s.Marks) != stripMost || s.Label != "last 50 results: 49 passed, 1 failed; the newest failed" || s.Flaky != 1 {
		t.Errorf("%d marks, %q, %d flaky", len(s.Marks), s.Label, s.Flaky)
	}
	if last := s.Marks[len(s.Marks)-1]; last.Tone != "bad" || last.Letter != "F" || last.H <= s.Marks[0].H || last.Run != "r0" || !strings.HasSuffix(last.Title, ", nightly") {
		t.Errorf("the newest mark is %+v, want a tall F on the right that leads to its run", last)
	}
	if flaky := s.Marks[len(s.Marks)-2]; flaky.Letter != "~" || flaky.Tone != "warn" {
		t.Errorf("a flaky result is drawn as %+v", flaky)
	}
	if none := drawn(model.LineKey{Environment: "safari"}, []record.LineMarks{line}, nil); len(none.Marks) > 0 || none.Label != "" {
		t.Errorf("a line without results is drawn as %+v", none)
	}
}

// Every bar stays in the plot, no line is drawn twice, and the table holds what is drawn.
func TestDrawing(t *testing.T) {
	for _, days := range []int{1, 2, 7, 60} {
		for _, most := range []int{0, 1, 3, 999, 123456} {
			names, a, b := make([]string, days), series{Word: "a", Values: make([]int, days)}, series{Word: "b", Down: true, Values: make([]int, days)}
			for i := range days {
				names[i] = time.Date(2026, 5, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
				a.Values[i], b.Values[i] = most*i/days, most/3
			}
			c := drawnOver("x", "x", "Day", names, []series{a, b})
			if len(c.Bars) != days || len(c.Rows) != days || len(c.Dates) > datesMost || len(c.Grid) > 8 || c.Rows[0].Name != names[days-1] {
				t.Fatalf("%d days of %d: %d bars, %d rows, %d dates, %d lines", days, most, len(c.Bars), len(c.Rows), len(c.Dates), len(c.Grid))
			}
			for _, one := range c.Bars {
				for _, s := range one.Parts {
					if s.X < plotLeft || s.X+s.W > plotRight || s.Y < plotTop-0.01 || s.Y+s.H > plotBottom+0.01 {
						t.Errorf("%d days of %d: %+v leaves the plot", days, most, s)
					}
				}
			}
		}
	}
	if c := drawnOver("x", "x", "Day", nil, nil); !c.Empty() {
		t.Error("nothing is drawn as something")
	}
}

// Two words of one list never look alike in a drawing.
func TestMarksDiffer(t *testing.T) {
	for _, words := range [][]string{asTexts(verdict.Words()), asTexts(states()), asTexts(record.Standings())} {
		seen := map[string]string{}
		for _, w := range words {
			if other := seen[mark(w)]; other != "" {
				t.Errorf("%s and %s are drawn alike, as %s", w, other, mark(w))
			}
			seen[mark(w)] = w
		}
	}
}

// asTexts is a list of words as plain texts.
func asTexts[T ~string](words []T) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}

// Text must be readable by eyes that are not young: 4.5 for text, 3 for drawings (WCAG
// 2.2, success criteria 1.4.3 and 1.4.11), in both themes.
func TestContrast(t *testing.T) {
	light, dark, ok := strings.Cut(string(asset("static/style.css")), "prefers-color-scheme: dark")
	if !ok {
		t.Fatal("the style sheet has no dark theme")
	}
	for theme, css := range map[string]string{"light": light, "dark": dark} {
		colour := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(css, -1) {
			if _, twice := colour[m[1]]; !twice {
				colour[m[1]] = luminance(t, m[2])
			}
		}
		demand := func(ink, ground string, least float64) {
			a, b := colour[ink], colour[ground]
			if a == 0 && b == 0 {
				t.Fatalf("%s: no colours %s and %s", theme, ink, ground)
			}
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < least {
				t.Errorf("%s: %s on %s has %.2f, want %.1f", theme, ink, ground, ratio, least)
			}
		}
		for _, ground := range []string{"wash", "paper"} {
			demand("ink", ground, 4.5)
			demand("dim", ground, 4.5)
			demand("link", ground, 4.5)
			demand("bad-ink", ground, 4.5)
		}
		for _, tone := range []string{"good", "bad", "warn", "note", "teal", "violet", "mute"} {
			demand(tone+"-ink", tone, 4.5)
			demand(tone+"-mark", "paper", 3)
			demand(tone+"-mark", "wash", 3)
		}
	}
}

// luminance is the relative luminance of #rrggbb.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.03928 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestJudged(t *testing.T) {
	at := time.Date(2026, 5, 4, 6, 0, 0, 0, time.UTC)
	broken := &record.Cycle{Finished: at, Faults: []record.Fault{{Fatal: true}}}
	o := record.Overview{Syncs: []record.SyncStatus{
		{Name: "shop", Last: &record.Cycle{Finished: at.Add(-time.Hour)}},
		{Name: "pay", Last: broken, LastOK: at.Add(-3 * time.Hour)},
		{Name: "new", Last: broken}, {Name: "idle"}}}
	if got, note := judged(o); !got.Equal(at.Add(-3*time.Hour)) || note != "last judged by pay, the oldest of 2 syncs" {
		t.Errorf("judged = %s, %q: a failed cycle judges nothing", got, note)
	}
	if got, note := judged(record.Overview{}); !got.IsZero() || note != "" {
		t.Errorf("judged without a cycle = %s, %q", got, note)
	}
}

func TestQuoted(t *testing.T) {
	for text, want := range map[string][]piece{
		"": nil, "plain": {{Text: "plain"}}, "a `b": {{Text: "a `b"}}, "``": nil,
		"say `syncd resume` or `x`": {{Text: "say "}, {"syncd resume", true}, {Text: " or "}, {"x", true}},
	} {
		if got := quoted(text); !slices.Equal(got, want) {
			t.Errorf("%q is taken apart into %+v", text, got)
		}
	}
}
