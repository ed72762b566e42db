package site

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Refusal is what Jira answers instead of doing something: a status, messages, and messages per field.
type Refusal struct {
	Status   int
	Messages []string
	Fields   map[string]string
}

func (r *Refusal) Error() string {
	parts := slices.Clone(r.Messages)
	for _, f := range slices.Sorted(maps.Keys(r.Fields)) {
		parts = append(parts, f+": "+r.Fields[f])
	}
	return fmt.Sprintf("jira answers %d: %s", r.Status, strings.Join(parts, "; "))
}

func refuse(status int, format string, args ...any) *Refusal {
	return &Refusal{Status: status, Messages: []string{fmt.Sprintf(format, args...)}}
}

func refuseField(field, format string, args ...any) *Refusal {
	return &Refusal{Status: 400, Fields: map[string]string{field: fmt.Sprintf(format, args...)}}
}

// refusals collects the faults of one request, since Jira reports all fields at once.
type refusals struct{ all Refusal }

func (r *refusals) add(one *Refusal) {
	if one == nil {
		return
	}
	r.all.Status = max(r.all.Status, one.Status)
	r.all.Messages = append(r.all.Messages, one.Messages...)
	if r.all.Fields == nil {
		r.all.Fields = map[string]string{}
	}
	for f, m := range one.Fields {
		if _, told := r.all.Fields[f]; !told {
			r.all.Fields[f] = m
		}
	}
}

func (r *refusals) refusal() *Refusal {
	if r.all.Status == 0 {
		return nil
	}
	return &r.all
}

func notFound() *Refusal {
	return refuse(404, "Issue does not exist or you do not have permission to see it.")
}

func cannotSet(field string) *Refusal {
	return refuseField(field, "Field '%s' cannot be set. It is not on the appropriate screen, or unknown.", field)
}
