package web

import (
	"context"
	"fmt"

	"syncd/internal/record"
)

// urls are the addresses of the issues that answer defects. Two Jiras may have the same
// keys, and each sync is about one of them.
type urls struct {
	jiras map[string]string    // by sync
	by    map[[2]string]string // by Jira and key
}

// URL is the address of an issue that a sync speaks of, "" if it is not known.
func (u urls) URL(sync, key string) string { return u.by[[2]string{u.jiras[sync], key}] }

// urls finds the addresses of all issues that answer defects.
func (s *site) urls(ctx context.Context, o record.Overview) (urls, error) {
	all, err := s.Board.Defects(ctx)
	if err != nil {
		return urls{}, fmt.Errorf("read defects: %w", err)
	}
	return urlsOf(o, all), nil
}

// urlsOf are the addresses of some defects' issues.
func urlsOf(o record.Overview, defects []record.Defect) urls {
	out := urls{map[string]string{}, map[[2]string]string{}}
	for _, s := range o.Syncs {
		out.jiras[s.Name] = s.Jira
	}
	for _, d := range defects {
		out.by[[2]string{d.Entry.Site, d.Entry.IssueKey}] = d.URL
	}
	return out
}
