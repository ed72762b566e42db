package explain

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"syncd/internal/config"
	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/reconcile"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// Understood completes how a sync understands keys with what the mirror knows of the
// issues that a world names.
func Understood(ctx context.Context, st *store.Store, site string, k verdict.Keys, world model.World, issues map[string]jira.Issue) (verdict.Keys, error) {
	seen := slices.Collect(maps.Values(issues))
	k.Types, k.IDs, k.Moved = verdict.Types(seen), verdict.IDs(seen), map[string]string{}
	old := slices.DeleteFunc(k.Referred(world), func(key string) bool { return k.Types[key] != "" })
	ids, err := st.IssueIDs(ctx, site, old)
	if err != nil {
		return k, fmt.Errorf("follow moved issues: %w", err)
	}
	for key, id := range ids {
		if i, ok := issues[id]; ok {
			k.Moved[key] = i.Key
		}
	}
	return k, nil
}

// Browse is the address of an issue for people, "" where it has no key yet, or where
// nobody knows of its Jira any more.
func Browse(site, key string) string {
	if site == "" || key == "" {
		return ""
	}
	return strings.TrimRight(site, "/") + "/browse/" + key
}

// Addresses are where people find the sites of a configuration, by name.
func Addresses(ctx context.Context, st *store.Store, cfg *config.Config) (map[string]string, error) {
	out := map[string]string{}
	for _, s := range cfg.Sites() {
		out[s.Name] = cmp.Or(s.Browse, s.URL)
		if s.Browse != "" || !s.Behind() {
			continue
		}
		data, _, ok, err := st.Cached(ctx, reconcile.AddressName(s.Name))
		if err != nil {
			return nil, err
		}
		var server jira.Server
		if ok && json.Unmarshal(data, &server) == nil && server.URL != "" {
			out[s.Name] = server.URL
		}
	}
	return out, nil
}
