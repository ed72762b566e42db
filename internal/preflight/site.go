package preflight

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"syncd/internal/jira"
)

// clockMost is how far two clocks may be apart before times that are compared with each
// other mean something else.
const clockMost = time.Minute

// findings are those of the site itself.
func (s Site) findings() []Finding {
	var out findings
	foreign := s.Server.Edition != "" && s.Edition != "auto" && s.Edition != s.Server.Edition
	if foreign {
		out.add(Error, s.Where+".edition", fmt.Sprintf("write edition: %s, or auto", s.Server.Edition),
			"what answers there is %s, not %s; nothing further was looked at", editions[s.Server.Edition], editions[s.Edition])
	}
	if s.Account.ID != "" {
		out.add(Note, s.Where+".auth", "", "logged in as %s (%s), whose times are %s", s.Account.Name, s.Account.ID, s.Account.TimeZone)
	}
	if s.Zone != nil {
		out.add(Error, s.Where+".auth", "choose another time zone in the profile of the account in Jira, or install the zones of this machine (tzdata)",
			"the time zone %q of the account is not known here, so no cycle can say since when it searches", s.Account.TimeZone)
	}
	s.clock(&out)
	s.expiry(&out)
	limit(s.Rate, &out, s.Where+".url")
	if s.Failed != nil && !foreign {
		out = append(out, s.ended())
	}
	return out
}

// clock judges how far the clocks are apart. A search asks what changed since a time of
// ours: a clock that is ahead of Jira's asks for too little.
func (s Site) clock(out *findings) {
	const cure = "keep this machine's clock by NTP; if it is right, tell whoever runs Jira"
	switch {
	case s.Ahead > s.IndexLag:
		out.add(Error, s.Where+".index_lag", cure, "the clock of this machine is %s ahead of Jira's: what changes there would be looked for too late, and missed", s.Ahead)
	case s.Ahead > clockMost:
		out.add(Warning, s.Where+".index_lag", cure, "the clock of this machine is %s ahead of Jira's; spans such as reopen.grace are wrong by as much", s.Ahead)
	case -s.Ahead > clockMost:
		out.add(Warning, s.Where+".index_lag", cure, "the clock of this machine is %s behind Jira's; spans such as reopen.grace are wrong by as much", -s.Ahead)
	}
}

// notice is for how many days before its end a token is warned about.
const notice = 30

// expiry judges the day that the configuration names as the token's last.
func (s Site) expiry(out *findings) {
	const cure = "make a new one and put it in its place, where it is read again when Jira refuses the old one; then change expires"
	switch {
	case s.Left == nil || *s.Left > notice:
	case *s.Left <= 0:
		out.add(Error, s.Where+".auth.expires", cure, "the token has ended")
	case *s.Left == 1:
		out.add(Warning, s.Where+".auth.expires", cure, "the token ends today")
	default:
		out.add(Warning, s.Where+".auth.expires", cure, "the token ends in %d days", *s.Left-1)
	}
}

// ended is the one finding about a look that could not be finished.
func (s Site) ended() Finding {
	f := Finding{Level: Error, Where: s.Where, Text: words(s.Failed) + "; nothing further was looked at", Cure: "mend that and check again"}
	if cure := cure(s.Failed); cure != "" {
		f.Cure = cure
	}
	switch jira.KindOf(s.Failed) {
	case jira.Auth:
		f.Where += ".auth"
		if u, err := url.Parse(s.URL); err == nil && strings.HasSuffix(u.Hostname(), ".atlassian.net") {
			f.Cure += fmt.Sprintf("; one with scopes answers below https://api.atlassian.com/ex/jira/CLOUD-ID only, and https://%s/_edge/tenant_info tells the id", u.Hostname())
		}
	case jira.NotFound:
		f.Where += ".url"
		f.Cure = "jira.url must be the address that a browser shows, up to and with the context path, without /browse or /secure"
	case jira.Unavailable:
		f.Where += ".url"
	case jira.RateLimited:
		f.Where += ".url"
		f.Cure = "check again later; if it stays so, ask an administrator of Jira to raise the limit of this account"
	}
	return f
}

// words is an error without what to do about it.
func words(err error) string {
	var e *jira.Error
	if errors.As(err, &e) {
		return e.Words()
	}
	return err.Error()
}

// cure is what an error says that can be done, "" if it does not.
func cure(err error) string {
	var e *jira.Error
	if errors.As(err, &e) {
		return e.Cure()
	}
	return ""
}
