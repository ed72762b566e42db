package reconcile

import (
	"fmt"

	"syncd/internal/record"
)

// loose remarks on aliases that join nothing: whoever wrote them waits for it.
func (c *cycle) loose() {
	for _, a := range c.seen.world.Loose {
		c.Faults = append(c.Faults, record.Fault{Step: "observe", Origin: "aliases", Remark: true,
			Text: fmt.Sprintf("%q → %q joins nothing: no case that was reported has the second name, or several have it", a.From, a.To)})
	}
}
