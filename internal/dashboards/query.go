package dashboards

import (
	"fmt"
	"strings"
)

// Every query names the job: a Prometheus may scrape two installations.

// pick is a selector of a series with matchers such as `project=~"$project"`.
func pick(name string, matchers ...string) string {
	return name + "{" + strings.Join(append([]string{`job=~"$job"`}, matchers...), ",") + "}"
}

// one is a series about quality. One instance exports it; while the right to do so goes
// from one to another both may for a moment.
func one(name string, matchers ...string) string {
	return "max without (instance, pod) (" + pick(name, matchers...) + ")"
}

// each is a series that every instance has for itself.
func each(name string, matchers ...string) string {
	return pick(name, append([]string{`instance=~"$instance"`}, matchers...)...)
}

// by sums an expression up by labels; without labels, to one number.
func by(labels, expr string) string {
	if labels == "" {
		return "sum(" + expr + ")"
	}
	return fmt.Sprintf("sum by (%s) (%s)", labels, expr)
}

// perSecond is the rate of a counter.
func perSecond(selector string) string { return "rate(" + selector + "[$__rate_interval])" }

// within is how much a counter grew in the shown time; for instant queries only.
func within(selector string) string { return "increase(" + selector + "[$__range])" }

// share is a part of a whole, and nothing where there is no whole.
func share(part, whole string) string { return part + " / (" + whole + " > 0)" }

// quantile estimates a quantile of a histogram's buckets.
func quantile(q string, labels, buckets string) string {
	if labels != "" {
		labels += ", "
	}
	return fmt.Sprintf("histogram_quantile(%s, sum by (%sle) (%s))", q, labels, buckets)
}

// since is how long ago the moments of a series are.
func since(moments string) string { return "time() - " + moments }

// graphed is a query over the shown time.
func graphed(legend, expr string) Target {
	return Target{Expr: expr, Legend: legend, Range: true}
}

// now is a query of the present.
func now(legend, expr string) Target {
	return Target{Expr: expr, Legend: legend, Instant: true}
}

// rows is a query of the present whose labels become columns.
func rows(expr string) Target { return Target{Expr: expr, Format: "table", Instant: true} }
