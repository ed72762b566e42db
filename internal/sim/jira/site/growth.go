package site

import "strconv"

// Growth tells, per kind, the issues which are near (90 %) or over a limit, by id.
func (s *Site) Growth() (near, over map[string]map[string]int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	near, over = map[string]map[string]int{}, map[string]map[string]int{}
	for _, id := range s.order {
		i := s.issues[id].now
		if i == nil {
			continue
		}
		for _, k := range []struct {
			name        string
			have, limit int
		}{{"comment", len(i.Comments), s.limits.Comments}, {"attachment", len(i.Attachments), s.limits.Attachments},
			{"issuelinks", len(i.Links), s.limits.IssueLinks}, {"remoteIssueLinks", len(i.RemoteLinks), s.limits.RemoteLinks}} {
			into := near
			if k.have >= k.limit {
				into = over
			}
			if k.have*10 < k.limit*9 {
				continue
			}
			if into[k.name] == nil {
				into[k.name] = map[string]int{}
			}
			into[k.name][strconv.FormatInt(id, 10)] = k.have
		}
	}
	return near, over
}

// room refuses an update whose links or comments would take an issue over a limit.
func (s *Site) room(i *Issue, links []linkDraft, comments []Comment) *Refusal {
	switch {
	case len(comments) > 0 && len(i.Comments)+len(comments) > s.limits.Comments:
		return refuse(413, "The issue has reached its limit of %d comments.", s.limits.Comments)
	case len(links) > 0 && len(i.Links)+len(links) > s.limits.IssueLinks:
		return refuse(413, "The issue has reached its limit of %d issue links.", s.limits.IssueLinks)
	}
	return nil
}
