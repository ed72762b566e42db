package demo

import (
	"fmt"

	simjira "syncd/internal/sim/jira"
)

// ada is whoever plans and decides in the demo's Jira.
const ada = "ada@example.com"

// people does what people have done in Jira before the demo begins: a second team has
// shipped one release and planned the next, and a risk of the first one's is accepted.
func people(jira *simjira.Server) error {
	p := jira.As(ada)
	if err := p.AddVersion("PAY", "1.3.1"); err != nil {
		return fmt.Errorf("plan PAY 1.3.1: %w", err)
	}
	for n, story := range [][2]string{{"1.4", "As a merchant I see my payouts"}, {"1.4", "As a merchant I can refund a payment"}, {"1.3.1", "As a merchant I can log in"}} {
		key, err := p.Create("PAY", "Story", story[1], nil)
		if err != nil {
			return fmt.Errorf("plan story %d of PAY: %w", n+1, err)
		}
		if err := p.SetFixVersion(key, story[0]); err != nil {
			return fmt.Errorf("plan %s: %w", key, err)
		}
	}
	if err := p.Release("PAY", "1.3.1"); err != nil {
		return fmt.Errorf("release PAY 1.3.1: %w", err)
	}
	if err := p.AddLabel("SHOP-11", "qa-waived"); err != nil {
		return fmt.Errorf("accept the risks of SHOP-11: %w", err)
	}
	jira.Advance(lag) // by now every search shows it
	return nil
}
