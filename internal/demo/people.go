package demo

import (
	"fmt"

	simjira "syncd/internal/sim/jira"
)

// ada is whoever plans and decides in the demo's Jira.
const ada = "ada@example.com"

// people does what people have done in Jira before the demo begins: a second team has
// planned a release, and a risk of the first one's is accepted.
func people(jira *simjira.Server) error {
	p := jira.As(ada)
	for n, summary := range []string{"As a merchant I see my payouts", "As a merchant I can refund a payment"} {
		key, err := p.Create("PAY", "Story", summary, nil)
		if err != nil {
			return fmt.Errorf("plan story %d of PAY: %w", n+1, err)
		}
		if err := p.SetFixVersion(key, "1.4"); err != nil {
			return fmt.Errorf("plan %s: %w", key, err)
		}
	}
	if err := p.AddLabel("SHOP-11", "qa-waived"); err != nil {
		return fmt.Errorf("accept the risks of SHOP-11: %w", err)
	}
	jira.Advance(lag) // by now every search shows it
	return nil
}
