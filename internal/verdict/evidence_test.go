package verdict_test

import (
	"fmt"
	"testing"
	"time"

	"syncd/internal/verdict"
)

// TestEvidence: a source is dark once nobody has read all of it for long.
func TestEvidence(t *testing.T) {
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	for _, c := range []struct {
		reading verdict.Reading
		dark    time.Duration
		want    verdict.Evidence
	}{
		{verdict.Reading{Complete: true, Whole: ago(0)}, 24 * time.Hour, verdict.Complete},
		{verdict.Reading{Complete: true, Whole: ago(9999 * time.Hour)}, 24 * time.Hour, verdict.Complete},
		{verdict.Reading{Whole: ago(24 * time.Hour)}, 24 * time.Hour, verdict.Partial},
		{verdict.Reading{Whole: ago(24*time.Hour + 1)}, 24 * time.Hour, verdict.Dark},
		{verdict.Reading{Whole: ago(9999 * time.Hour)}, 0, verdict.Partial},
		{verdict.Reading{}, 24 * time.Hour, verdict.Dark},
	} {
		if got := c.reading.Evidence(c.dark, noon); got != c.want {
			t.Errorf("%+v, dark after %s: %s, want %s", c.reading, c.dark, got, c.want)
		}
	}
}

// TestWitness: the worst of the sources that speak for a story is its evidence.
func TestWhoLooksSeldomIsPatient(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct{ after, every, want time.Duration }{
		{day, 5 * time.Minute, day}, {day, 7 * day, 21 * day}, {0, 7 * day, 0}, {day, 8 * time.Hour, day},
	} {
		if got := (verdict.Rules{DarkAfter: c.after}).Patient(c.every).DarkAfter; got != c.want {
			t.Errorf("%v, looking every %v: dark after %v, want %v", c.after, c.every, got, c.want)
		}
	}
}

func TestWitness(t *testing.T) {
	stories := verdict.Build(verdict.Subjects(world("a p\nb/manual p\nc/quiet p muted"), verdict.Counting{}, keys), verdict.Rules{}, noon)
	for _, c := range []struct {
		web, manual verdict.Reading
		want        string
	}{
		{verdict.Reading{Complete: true}, verdict.Reading{Complete: true}, "complete []"},
		{verdict.Reading{Complete: true}, verdict.Reading{Whole: noon.Add(-time.Hour)}, "partial [manual]"},
		{verdict.Reading{Whole: noon.Add(-48 * time.Hour)}, verdict.Reading{Whole: noon.Add(-time.Hour)}, "dark [manual web]"},
	} {
		verdict.Witness(stories, map[string]verdict.Reading{"web": c.web, "manual": c.manual}, verdict.Rules{DarkAfter: 24 * time.Hour}, noon)
		st := stories["SHOP-1"]
		if got := fmt.Sprint(st.Evidence(), " ", st.Doubts()); got != c.want {
			t.Errorf("%+v: %s, want %s", c, got, c.want)
		}
	}
}
