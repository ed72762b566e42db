package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Publish says where and how often stories show their verdict.
type Publish struct {
	Labels       string        `yaml:"labels" doc:"a story carries exactly one label that says its verdict, this followed by it, as in qa-failing and qa-fully-tested; empty: none"`
	Settle       time.Duration `yaml:"settle" min:"0s" doc:"how long a verdict must have stood before it is written, and so in two cycles at least; 0s: it is written at once"`
	MinInterval  time.Duration `yaml:"min_interval" min:"0s" doc:"between two edits of one story; 0s: no bound"`
	Freeze       bool          `yaml:"freeze_when_done" doc:"a story that is Done shows what it showed then"`
	WritesPerDay int           `yaml:"max_writes_per_day" min:"0" doc:"most edits of stories of one project within 24 hours; the rest waits; 0: no bound"`
}

// StoryField says what one field of stories holds.
type StoryField struct {
	On       string        `yaml:"on" enum:"story" doc:"issues that have the field; defects have defects.fields"`
	Field    string        `yaml:"field" required:"yes" check:"filled" doc:"name or id of the field"`
	Value    string        `yaml:"value" required:"yes" check:"filled" doc:"expression; see Names in fields"`
	Every    time.Duration `yaml:"every" min:"0s" doc:"how often at most it is written where nothing but counts, reason or as_of has changed; needed by a value that speaks of them"`
	Conflict string        `yaml:"conflict" enum:"enforce,keep" doc:"what happens to an edit by people: it is overwritten, because the field is computed, or it stays"`
}

// setDefaults is what an empty section means.
func (p *Publish) setDefaults() {
	*p = Publish{Settle: 15 * time.Minute, MinInterval: time.Hour, WritesPerDay: 1000}
}

// setDefaults is what an entry with nothing but a field and a value means.
func (f *StoryField) setDefaults() { *f = StoryField{On: "story", Conflict: "enforce"} }

// checkPublish compiles the values of fields, wants each field once, and labels that mean
// nothing else.
func (s *Sync) checkPublish(r *ruling, path string) {
	first := map[string]bool{}
	for i, f := range s.Fields {
		at := item(path+".fields", i)
		low := strings.ToLower(strings.TrimSpace(f.Field))
		switch own := storyApart[low]; {
		case f.Field == "" || !r.sound(at, at+".field"):
		case own != "":
			r.fault(at+".field", "%s cannot show a verdict: %s", f.Field, own)
		case first[low]:
			r.fault(at+".field", "%s is filled twice: a field shows one value", f.Field)
		}
		first[low] = true
		if r.shown == nil || f.Value == "" || !r.sound(at, at+".value", at+".every") {
			continue
		}
		if err := r.shown(f.Value, f.Every); err != nil {
			r.fault(at+".value", "value: %s", firstLine(err))
		}
	}
	if l := s.Publish.Labels; l != "" && r.sound(path+".publish.labels") {
		switch err := label(l + "failing"); {
		case err != nil:
			r.fault(path+".publish.labels", "labels: %q %v", l+"failing", err)
		case strings.HasPrefix(s.Readiness.Waiver.Label, l) && slices.Contains(verdictLabels, strings.TrimPrefix(s.Readiness.Waiver.Label, l)):
			r.fault(path+".publish.labels", "labels: %s is readiness.waiver.label, too: a label that people put on must not be one that syncd takes off", s.Readiness.Waiver.Label)
		}
	}
}

// storyApart are the fields of stories that show no verdict, and why.
var storyApart = map[string]string{
	"summary": "it is what people call the story", "description": "it is what people write about the story",
	"labels": "set publish.labels", "status": "syncd moves no stories", "resolution": "syncd moves no stories",
	"issuetype": "it says what the issue is", "issue type": "it says what the issue is", "project": "syncd moves no stories",
}

// verdictLabels are the ends of the labels of all verdicts.
var verdictLabels = []string{"uncovered", "failing", "blocked", "unknown", "not-run", "partly-tested", "stale", "fully-tested"}

// shows says what two syncs would both write on stories of one project, "" if nothing.
func (s Sync) shows(o Sync) string {
	if !meet(s.Stories.Projects, o.Stories.Projects) {
		return ""
	}
	for _, f := range s.Fields {
		if slices.ContainsFunc(o.Fields, func(g StoryField) bool {
			return strings.EqualFold(strings.TrimSpace(f.Field), strings.TrimSpace(g.Field))
		}) {
			return fmt.Sprintf("the field %s", f.Field)
		}
	}
	if s.Publish.Labels != "" && s.Publish.Labels == o.Publish.Labels {
		return fmt.Sprintf("the labels %s…", s.Publish.Labels)
	}
	return ""
}
