package tool

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
)

// Settings are what every tool over HTTP is configured with. Kinds embed it.
type Settings struct {
	Since  time.Duration     `yaml:"since" doc:"how far the first pull looks back"`
	Rate   int               `yaml:"rate" doc:"requests a minute that syncd allows itself; the limits of most tools are shared with all who use them"`
	Reread time.Duration     `yaml:"reread" doc:"how often open runs are read whole, so that edits and defects that were added later show"`
	Sweep  time.Duration     `yaml:"sweep" doc:"how often everything since is listed anew, so that deletions show"`
	Maps   map[string]string `yaml:"statuses" enum:"passed,failed,blocked,skipped,pending,unknown" doc:"what statuses count as, by their names in the tool: passed, failed, blocked, skipped, pending or unknown; adds to what is usual there"`
	Writes string            `yaml:"write_back" enum:"none,key,key+retest" doc:"none; key: a failed result names its defect; key+retest: likewise, and once the defect is Done a retest is asked for"`
}

// Usual are the settings of an entry that says nothing.
func Usual(rate int) Settings {
	return Settings{Since: 90 * 24 * time.Hour, Rate: rate, Reread: time.Hour, Sweep: 24 * time.Hour, Writes: string(source.WriteNothing)}
}

// WriteBack implements source.Writable.
func (s Settings) WriteBack() source.WriteBack { return source.WriteBack(s.Writes) }

// Budget implements source.Budgeted.
func (s Settings) Budget() int { return s.Rate }

// Setup is source.Setup of a kind: of these settings, and of those of its own that results
// depend on.
func Setup(s Settings, own ...any) string {
	parts := []string{"setup:v1"}
	for _, part := range append(own, s.Since, s.Maps) {
		data, err := json.Marshal(part)
		if err != nil {
			data = nil // never: they were decoded from YAML
		}
		parts = append(parts, string(data))
	}
	return model.Key16(parts...)
}

// Problems returns every fault of the settings.
func (s Settings) Problems() []source.Problem {
	var out []source.Problem
	add := func(key, text string, args ...any) {
		out = append(out, source.Problem{Key: key, Text: fmt.Sprintf(text, args...)})
	}
	if s.Since < 24*time.Hour || s.Since > 10*366*24*time.Hour {
		add("since", "since is %s; it must be between 1d and 10y", s.Since)
	}
	if s.Rate < 1 || s.Rate > 6000 {
		add("rate", "rate is %d; it must be between 1 and 6000 requests a minute", s.Rate)
	}
	if s.Reread < time.Minute || s.Reread > 7*24*time.Hour {
		add("reread", "reread is %s; it must be between 1m and 7d", s.Reread)
	}
	if s.Sweep < 10*time.Minute || s.Sweep > 31*24*time.Hour {
		add("sweep", "sweep is %s; it must be between 10m and 31d", s.Sweep)
	}
	for name, word := range s.Maps {
		if !slices.Contains(model.Outcomes(), model.Outcome(word)) {
			add("statuses."+name, "status %q is mapped to %q; it must be one of passed, failed, blocked, skipped, pending, unknown", name, word)
		}
	}
	if !slices.Contains([]source.WriteBack{source.WriteNothing, source.WriteKey, source.WriteKeyRetest}, s.WriteBack()) {
		add("write_back", "write_back is %q; it must be none, key or key+retest", s.Writes)
	}
	return out
}

// Address reads the address of a tool.
func Address(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case text == "":
		return nil, fmt.Errorf("url is missing: give the address that the tool shows in a browser")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("url %q is no address: it must begin with https:// and name a host", text)
	case u.User != nil:
		return nil, fmt.Errorf("url holds a user or a password: put them under auth")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("url %q must end before ? and #", text)
	}
	return u, nil
}

// pages are where the API and the pages of a Jira begin, below its address. What ends with
// the name of one may be a context path.
var pages = []string{"/rest/", "/jira/software/", "/jira/core/", "/browse/", "/secure/", "/projects/"}

// JiraAddress reads the address of a Jira, which people copy with a page behind it.
func JiraAddress(text string) (*url.URL, error) {
	u, err := Address(text)
	if err != nil {
		return nil, err
	}
	path := strings.TrimRight(u.Path, "/")
	for _, page := range pages {
		if strings.Contains(path, page) || page == "/rest/" && strings.HasSuffix(path, "/rest") {
			return nil, fmt.Errorf("url %q must end before %s", text, page)
		}
	}
	return u, nil
}
