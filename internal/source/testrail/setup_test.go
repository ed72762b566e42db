package testrail_test

import (
	"testing"
	"time"

	"syncd/internal/source/testrail"
)

// TestSetup: what results depend on begins the source anew, and what only says how they are
// read does not.
func TestSetup(t *testing.T) {
	made := func(change func(*testrail.Config)) string {
		c := testrail.Spec().Config().(*testrail.Config)
		c.URL, c.Project = "https://acme.example.com", 1
		change(c)
		return c.Setup()
	}
	usual := made(func(*testrail.Config) {})
	for name, c := range map[string]struct {
		change func(*testrail.Config)
		anew   bool
	}{
		"nothing":  {func(*testrail.Config) {}, false},
		"rate":     {func(c *testrail.Config) { c.Rate = 7 }, false},
		"login":    {func(c *testrail.Config) { c.Auth.User = "bob@example.com" }, false},
		"writes":   {func(c *testrail.Config) { c.Writes = "key" }, false},
		"project":  {func(c *testrail.Config) { c.Project = 2 }, true},
		"statuses": {func(c *testrail.Config) { c.Maps = map[string]string{"Odd": "passed"} }, true},
		"since":    {func(c *testrail.Config) { c.Since = 365 * 24 * time.Hour }, true},
		"refs":     {func(c *testrail.Config) { c.Refs = []string{"custom_jira"} }, true},
	} {
		if anew := made(c.change) != usual; anew != c.anew {
			t.Errorf("%s: it begins anew: %t, want %t", name, anew, c.anew)
		}
	}
}
