package metrics

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"syncd/internal/record"
)

// none is the label value of what has no priority.
const none = "none"

// priorityCap bounds the priorities that get series of their own.
const priorityCap = 20

// usual are the priorities of every new Jira: their series exist from the start. Of
// classic ones, those that Jira had before, the words that are in use do.
var (
	usual   = []string{"Highest", "High", "Medium", "Low", "Lowest", none}
	classic = []string{"Blocker", "Critical", "Major", "Minor", "Trivial"}
)

// priorityWord is a priority as a label.
func priorityWord(name string) string { return cmp.Or(valid(name), none) }

// priorities lists those with series of their own: Jira's usual ones, and those in use that
// are well known or that the configuration names as blocking.
func (q *quality) priorities() []string {
	named := map[string]bool{}
	use := func(name string, blocking bool) {
		if (blocking || slices.Contains(classic, name)) && name != other {
			named[priorityWord(name)] = true
		}
	}
	for _, v := range q.views {
		for _, s := range v.scopes {
			for _, p := range s.Defects {
				use(p.Priority, p.Blocking)
			}
		}
		for _, f := range v.defects.Projects {
			for cell := range f.Now {
				use(cell.Priority, false)
			}
		}
	}
	for _, word := range usual {
		delete(named, word)
	}
	out := append(slices.Clone(usual), slices.Sorted(maps.Keys(named))...)
	return out[:min(len(out), priorityCap)]
}

// resolutionBuckets are the spans by which resolved defects are counted.
var resolutionBuckets = []time.Duration{time.Hour, 4 * time.Hour, 24 * time.Hour, 3 * 24 * time.Hour, 7 * 24 * time.Hour,
	14 * 24 * time.Hour, 30 * 24 * time.Hour, 90 * 24 * time.Hour}

// addDefects adds how defects stand and how they came and went, by project.
func (q *quality) addDefects(s *snapshot, priorities []string) {
	flows := q.flows()
	for _, project := range q.shown(slices.Collect(maps.Keys(flows))) {
		f := flows[project]
		for _, state := range record.DefectStates() {
			q.addCells(s, project, state, priorities, f)
		}
		s.add(DefectsOpened, float64(f.Opened), project)
		s.add(DefectsReopened, float64(f.Reopened), project)
		s.addResolution(f.Resolved, project)
	}
}

// addCells adds the defects of one state by priority.
func (q *quality) addCells(s *snapshot, project string, state record.DefectState, priorities []string, f record.DefectFlow) {
	counts := map[string]int{}
	for cell, n := range f.Now {
		if word := priorityWord(cell.Priority); cell.State == state && slices.Contains(priorities, word) {
			counts[word] += n
		} else if cell.State == state {
			counts[other] += n
		}
	}
	for _, word := range priorities {
		s.add(Defects, float64(counts[word]), project, word, string(state))
	}
	if counts[other] > 0 {
		s.add(Defects, float64(counts[other]), project, other, string(state))
	}
}

// flows sums the defects of all Jiras up by project. Syncs of one Jira tell of one ledger:
// the latest word counts.
func (q *quality) flows() map[string]record.DefectFlow {
	latest := map[string]view{}
	for _, sync := range q.syncs {
		v := q.views[sync]
		if site := v.defects.Site; site != "" && !v.at.Before(latest[site].at) {
			latest[site] = v
		}
	}
	out := map[string]record.DefectFlow{}
	for _, site := range slices.Sorted(maps.Keys(latest)) {
		for project, f := range latest[site].defects.Projects {
			sum := out[q.project(project)]
			now := maps.Clone(f.Now)
			for cell, n := range sum.Now {
				now[cell] += n
			}
			out[q.project(project)] = record.DefectFlow{Now: now, Opened: sum.Opened + f.Opened, Reopened: sum.Reopened + f.Reopened,
				Resolved: slices.Concat(sum.Resolved, f.Resolved)}
		}
	}
	return out
}

// addResolution adds how long defects took.
func (s *snapshot) addResolution(took []time.Duration, project string) {
	sum, buckets := 0.0, map[float64]uint64{}
	for _, bound := range resolutionBuckets {
		buckets[bound.Seconds()] = 0
	}
	for _, d := range took {
		sum += d.Seconds()
		for _, bound := range resolutionBuckets {
			if d <= bound {
				buckets[bound.Seconds()]++
			}
		}
	}
	s.metrics = append(s.metrics, prometheus.MustNewConstHistogram(s.descs[DefectResolution], uint64(len(took)), sum, buckets, project))
	s.series += len(buckets) + 3 // that of all, the sum and the count
}
