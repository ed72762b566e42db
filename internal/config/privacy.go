package config

import (
	"slices"

	"syncd/internal/secret"
)

// Privacy says what may not be kept of what test tools report. It is applied where
// results enter, so a change reaches what comes later only.
type Privacy struct {
	People   string    `yaml:"people" enum:"drop,pseudonym,keep" doc:"names of those who own or run tests: drop keeps nothing, pseudonym a name of our own that is the same for one person, keep the name; a team's name cannot be told from a person's"`
	Redact   []string  `yaml:"redact" enum:"email,token,card,phone,ip" doc:"what is taken out of every text: mail addresses, credentials of all sorts, payment cards, telephone numbers that begin with +, IP addresses"`
	Patterns []Pattern `yaml:"patterns" doc:"what else is taken out"`
}

// Pattern is a regular expression for texts that nobody may keep.
type Pattern struct {
	Name  string `yaml:"name" required:"yes" check:"name" doc:"what it is about; unique"`
	Match string `yaml:"match" required:"yes" check:"pattern" doc:"regular expression (RE2); all that it fits is taken out"`
}

// setDefaults is what an empty section means.
func (p *Privacy) setDefaults() {
	*p = Privacy{People: "drop", Redact: []string{string(secret.Email), string(secret.Token), string(secret.Card)}, Patterns: []Pattern{}}
}

// check wants every name once.
func (p *Privacy) check(r *ruling) {
	for i, pattern := range p.Patterns {
		at := item("privacy.patterns", i) + ".name"
		first := slices.IndexFunc(p.Patterns, func(o Pattern) bool { return o.Name == pattern.Name })
		if first < i && pattern.Name != "" && r.sound(at) {
			r.fault(at, "duplicate pattern %q, first at %s", pattern.Name, r.at(item("privacy.patterns", first)+".name"))
		}
	}
}

// Scrubber returns what takes out all that the section names, and the secrets given.
func (p Privacy) Scrubber(secrets ...secret.Secret) (secret.Scrubber, error) {
	kinds := make([]secret.Kind, len(p.Redact))
	for i, k := range p.Redact {
		kinds[i] = secret.Kind(k)
	}
	patterns := make([]string, len(p.Patterns))
	for i, pattern := range p.Patterns {
		patterns[i] = pattern.Match
	}
	return secret.NewScrubber(kinds, patterns, secrets...)
}
