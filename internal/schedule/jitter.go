package schedule

import (
	"hash/fnv"
	"time"
)

// Jitter returns by how much the runs of a sync are moved: between −10 % and +10 %
// of the interval, always the same for one name, so that many syncs of many
// installations do not call Jira in the same second.
func Jitter(name string, interval time.Duration) time.Duration {
	const steps = 1000
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // a hash never fails
	at := int64(h.Sum64()%(2*steps+1)) - steps
	// Divided first: an interval of years times the steps would not fit.
	return interval / (10 * steps) * time.Duration(at)
}
