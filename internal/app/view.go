package app

import (
	"fmt"

	"syncd/internal/config"
	"syncd/internal/desired"
	"syncd/internal/model"
	"syncd/internal/rule"
	"syncd/internal/verdict"
)

// counting says which lines count for a sync.
func counting(s config.Sync) verdict.Counting {
	return verdict.Counting{Branches: s.Runs.Branches, Environments: s.Runs.Environments}
}

// viewOf says how a sync looks at the results.
func viewOf(cfg *config.Config, s config.Sync) (model.View, error) {
	v := model.View{Sources: s.Sources, Namespaces: namespaces(cfg), Counts: counting(s).Counts, RetireAfter: s.RetireAfter}
	for _, src := range cfg.Sources {
		if src.Abilities.Cases {
			v.Tools = append(v.Tools, src.Name)
		}
	}
	for _, a := range s.Aliases {
		v.Aliases = append(v.Aliases, model.Alias(a))
	}
	if s.Runs.Exclude == "" {
		return v, nil
	}
	exclude, err := rule.Compile[desired.RunFacts](s.Runs.Exclude)
	if err != nil {
		return v, fmt.Errorf("exclude: %w", err)
	}
	// Where the condition cannot be evaluated it does not hold: a run that counts by
	// mistake is seen, one that does not is missed by nobody.
	v.Exclude = func(r model.Run) bool {
		ok, err := exclude.Holds(desired.RunFactsOf(r))
		return err == nil && ok
	}
	return v, nil
}

// CheckExclude compiles an `exclude:` expression.
func CheckExclude(text string) error {
	_, err := rule.Compile[desired.RunFacts](text)
	return err
}
