package app

import (
	"fmt"
	"time"

	"syncd/internal/config"
	"syncd/internal/desired"
	"syncd/internal/preflight"
)

// publish compiles what stories show of their verdicts.
func publish(s config.Sync) (desired.Publish, error) {
	out := desired.Publish{Labels: s.Publish.Labels}
	for _, f := range s.Fields {
		value, err := desired.CompileStoryValue(f.Value, f.Every)
		if err != nil {
			return out, fmt.Errorf("fields: %s: %w", f.Field, err)
		}
		out.Fields = append(out.Fields, desired.StoryField{Field: f.Field, Value: value, Every: f.Every, Keep: f.Conflict == "keep"})
	}
	return out, nil
}

// CheckShown compiles the value of a story's field and tries it on every verdict.
func CheckShown(text string, every time.Duration) error {
	_, err := desired.CompileStoryValue(text, every)
	return err
}

// shows are the fields of stories as far as a look ahead is about them, with what each
// verdict would put there.
func shows(s config.Sync) []preflight.Show {
	var out []preflight.Show
	for i, f := range s.Fields {
		show := preflight.Show{Field: f.Field, Where: fmt.Sprintf("fields[%d]", i)}
		if value, err := desired.CompileStoryValue(f.Value, f.Every); err == nil {
			for _, sample := range desired.StorySamples() {
				if v, err := value.Of(sample); err == nil {
					show.Values = append(show.Values, v)
				}
			}
		}
		out = append(out, show)
	}
	return out
}
