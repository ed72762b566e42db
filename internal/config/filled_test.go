package config_test

import (
	"reflect"
	"strings"
	"testing"

	"syncd/internal/config"
)

// fieldsText is a sync whose defects have fields in every way of writing them.
const fieldsText = minimal + `    defects:
      fields:
        Team: Checkout
        story points: 3
        Browsers: [Firefox, 4]
        priority: { from: case.priority, map: { critical: Highest }, default: Low }
        Test:
          value: "{{ .Case.Name }}"
          conflict: enforce
          set: create
`

// A text, a number or a list is short for a value; what is not said has its default.
func TestFieldRules(t *testing.T) {
	rule := func(f config.FieldRule) config.FieldRule {
		if f.Conflict == "" {
			f.Conflict = "keep"
		}
		if f.Set == "" {
			f.Set = "always"
		}
		return f
	}
	c := parse(t, fieldsText, options())
	want := map[string]config.FieldRule{
		"Team":         rule(config.FieldRule{Value: config.Texts{"Checkout"}}),
		"story points": rule(config.FieldRule{Value: config.Texts{"3"}}),
		"Browsers":     rule(config.FieldRule{Value: config.Texts{"Firefox", "4"}}),
		"priority":     rule(config.FieldRule{From: "case.priority", Map: map[string]string{"critical": "Highest"}, Default: "Low"}),
		"Test":         rule(config.FieldRule{Value: config.Texts{"{{ .Case.Name }}"}, Conflict: "enforce", Set: "create"}),
	}
	if got := c.Syncs[0].Defects.Fields; !reflect.DeepEqual(got, want) {
		t.Errorf("read as %+v", got)
	}
	var lines []string
	for _, s := range c.Effective() {
		if strings.Contains(s.Path, ".fields.") && s.Origin.File != "" {
			lines = append(lines, strings.TrimPrefix(s.Path, "syncs[0].defects.fields.")+" = "+s.Value)
		}
	}
	const shown = `Browsers.value = [Firefox, 4]
Team.value = [Checkout]
Test.value = [{{ .Case.Name }}]
Test.conflict = enforce
Test.set = create
priority.from = case.priority
priority.map = {critical: Highest}
priority.default = Low
story points.value = [3]`
	for _, line := range strings.Split(shown, "\n") {
		if !strings.Contains("\n"+strings.Join(lines, "\n")+"\n", "\n"+line+"\n") {
			t.Errorf("%q is not shown in\n%s", line, strings.Join(lines, "\n"))
		}
	}
}
