package config

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"syncd/internal/schedule"
)

// KnownIssue names the issue behind failures that match.
type KnownIssue struct {
	Match string `yaml:"match" required:"yes" doc:"regular expression (RE2) on the type, message and trace of a failure"`
	Issue string `yaml:"issue" required:"yes" check:"issue" doc:"key of the issue that explains it"`

	Pattern *regexp.Regexp // Match, compiled
}

// Reopen says what happens when a case fails whose defect is Done.
type Reopen struct {
	By           string        `yaml:"by" enum:"comment,transition" doc:"comment on the closed defect, or move it out of Done, at most twice"`
	Window       time.Duration `yaml:"window" min:"0s" doc:"a failure longer after Done makes a new defect, linked to the old one"`
	Grace        time.Duration `yaml:"grace" min:"0s" doc:"only a failure that finished longer after Done counts: the fix has to reach the tests"`
	MaxAge       time.Duration `yaml:"max_age" min:"0s" doc:"an older failure does not reopen; 0: any age"`
	WontFix      []string      `yaml:"wont_fix" check:"filled" doc:"resolutions that silence a defect"`
	WontFixUntil string        `yaml:"wont_fix_until" check:"until" doc:"signature: until it fails in another way; release: until a version after its fix version is tested; or a duration; empty: for good"`

	Until time.Duration // WontFixUntil, where it is a duration
}

// Flood says when many failures of one run become one umbrella defect.
type Flood struct {
	Cases   int     `yaml:"cases" min:"0" doc:"failing cases of one run without a defect; more than that at first contact with a source are not filed at all; 0: no umbrellas"`
	Share   float64 `yaml:"share" doc:"share of the cases that the run ran"`
	AtLeast int     `yaml:"at_least" min:"1" doc:"fewer cases than that are no flood, whatever their share"`
}

// Flapping says when a case changes sides too often to be followed.
type Flapping struct {
	Changes int           `yaml:"changes" min:"0" doc:"times that syncd says or does that it fails or passes again; from then on it says so once and waits; 0: no bound"`
	Window  time.Duration `yaml:"window" min:"1h" doc:"span in which they are counted"`
}

// lifeDefaults is what empty sections about the life of a defect mean.
func (d *Defects) lifeDefaults() {
	d.Reopen = Reopen{By: "comment", Window: 30 * 24 * time.Hour, Grace: 24 * time.Hour, MaxAge: 7 * 24 * time.Hour,
		WontFix: []string{"Won't Do", "Won't Fix", "Cannot Reproduce"}}
	d.Flood = Flood{Cases: 25, Share: 0.3, AtLeast: 10}
	d.Flapping = Flapping{Changes: 6, Window: 7 * 24 * time.Hour}
}

// checkLife compiles the rules about known issues and bounds shares.
func (d *Defects) checkLife(r *ruling, path string) {
	for i := range d.Known {
		k, at := &d.Known[i], item(path+".known", i)
		if !r.sound(at, at+".match") || k.Match == "" {
			continue
		}
		re, err := regexp.Compile(k.Match)
		switch {
		case err != nil:
			r.fault(at+".match", "match: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		case re.MatchString(""):
			r.fault(at+".match", "match: %q fits every failure, an empty one too; say what this one has that others have not", k.Match)
		}
		k.Pattern = re
	}
	for name, share := range map[string]float64{".flood.share": d.Flood.Share, ".limits.max_share": d.Limits.MaxShare} {
		if (share < 0 || share > 1) && r.sound(path+name) {
			r.fault(path+name, "must be a share between 0 and 1, for example 0.3")
		}
	}
	d.Reopen.Until, _ = schedule.ParseSpan(d.Reopen.WontFixUntil) // the rule `until` has checked it
}

// until checks what may release a defect that will not be fixed.
func until(s string) error {
	if s == "signature" || s == "release" {
		return nil
	}
	if _, err := schedule.ParseSpan(s); err != nil {
		return errors.New("is neither signature nor release nor a duration such as 90d")
	}
	return nil
}
