package config

import "time"

// Verdict says how results become the verdict of a story.
type Verdict struct {
	Scope          string        `yaml:"scope" enum:"latest,release" doc:"which results count for a release: the latest of any version, or those of its own version only"`
	StaleAfter     time.Duration `yaml:"stale_after" min:"0s" doc:"a story that passed longer ago is stale; 0s: never"`
	EnvironmentTTL time.Duration `yaml:"environment_ttl" min:"0s" doc:"an environment in which a case has not run for so long is ignored, while it runs in another; 0s: never"`
	DarkAfter      time.Duration `yaml:"dark_after" min:"0s" doc:"a source that could not be read whole for so long, or for three schedules if that is longer, is dark; 0s: never"`
	Strict         bool          `yaml:"strict" doc:"one case that has not run makes the story not_run instead of partly_tested"`
	Ranking        string        `yaml:"ranking" enum:"ours,xray" doc:"which state of a case decides; xray: as Xray computes the status of a requirement"`
}

// setDefaults is what an empty section means.
func (v *Verdict) setDefaults() {
	*v = Verdict{Scope: "latest", StaleAfter: 14 * 24 * time.Hour, EnvironmentTTL: 30 * 24 * time.Hour, DarkAfter: 24 * time.Hour, Ranking: "ours"}
}
