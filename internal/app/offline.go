package app

import (
	"context"
	"fmt"
	"os"
	"strings"

	"syncd/internal/config"
	"syncd/internal/verdict"
)

// SyncKeys returns how a configured sync understands keys, with what the store of its
// daemon remembers of their issues. Jira is not asked; where there is no store that can
// be read, every issue is unknown.
func SyncKeys(ctx context.Context, cfg *config.Config, name string) (verdict.Keys, error) {
	sync, ok := cfg.Sync(name)
	if !ok {
		var names []string
		for _, s := range cfg.Syncs {
			names = append(names, s.Name)
		}
		return verdict.Keys{}, fmt.Errorf("there is no sync %q; the config has: %s", name, strings.Join(names, ", "))
	}
	mapping, err := compile(cfg, sync)
	if err != nil {
		return verdict.Keys{}, fmt.Errorf("build sync %s: %w", name, err)
	}
	keys := mapping.Keys
	st, err := OpenReader(ctx, cfg, os.Environ())
	if err != nil {
		return keys, nil //nolint:nilerr // nothing is remembered
	}
	defer st.Close()
	issues, err := st.Mirror(ctx, cfg.SiteOf(sync).Name)
	if err != nil {
		return keys, err
	}
	keys.Types, keys.IDs = verdict.Types(issues), verdict.IDs(issues)
	return keys, nil
}
