package reconcile

import (
	"fmt"

	"syncd/internal/record"
	"syncd/internal/verdict"
)

// idleMost is how many rules that link nothing a cycle lists; /cases lists them all.
const idleMost = 10

// link records how many cases check a story, and what is odd about the link rules. A
// rule whose story is none links nothing and is a fault; one that fits no case is a
// remark, because a test that is not written yet may be meant.
func (c *cycle) link(subjects []verdict.Subject, keys verdict.Keys) {
	rules := keys.Links.All()
	linking, idle := record.NewLinking(subjects, rules)
	c.Linking = linking
	wrong := map[string]bool{}
	for _, r := range rules {
		why := keys.Unfit(r)
		if why == "" || wrong[r.Story] {
			continue
		}
		wrong[r.Story] = true
		c.Faults = append(c.Faults, record.Fault{Step: "judge", Origin: r.At, Text: fmt.Sprintf("the link rule { %s } links nothing: %s", r, why)})
	}
	told := 0
	for _, r := range idle {
		if wrong[r.Story] {
			continue
		}
		if told++; told > idleMost {
			c.Faults = append(c.Faults, record.Fault{Step: "judge", Text: "more link rules link no case; /cases lists all of them", Remark: true})
			return
		}
		c.Faults = append(c.Faults, record.Fault{Step: "judge", Origin: r.At, Remark: true,
			Text: fmt.Sprintf("the link rule { %s } links no case: none fits it that names no story itself and fits no earlier rule", r)})
	}
}
