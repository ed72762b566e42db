package dashboards_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"syncd/internal/dashboards"
	"syncd/internal/metrics"
)

// The rules of a board, as Grafana's own linter and its best practices have them.

// TestFilesAreCommitted: what lies in dashboards/ is what the code says.
func TestFilesAreCommitted(t *testing.T) {
	files, err := dashboards.Files(dashboards.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, f := range files {
		known[f.Path] = true
		if got, err := os.ReadFile(filepath.Join("../../dashboards", f.Path)); err != nil || !bytes.Equal(got, f.Data) {
			t.Errorf("dashboards/%s is not what the code says: run `make generate` (%v)", f.Path, err)
		}
	}
	err = filepath.WalkDir("../../dashboards", func(path string, d os.DirEntry, err error) error {
		name, _ := filepath.Rel("../../dashboards", path)
		if err == nil && !d.IsDir() && !known[filepath.ToSlash(name)] && !strings.HasPrefix(name, "rules/tests") {
			t.Errorf("dashboards/%s is written by nobody", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestBoardsAreSound: what every board must have, whatever it shows.
func TestBoardsAreSound(t *testing.T) {
	uids, titles := map[string]bool{}, map[string]bool{}
	for _, b := range dashboards.Boards(dashboards.Defaults()) {
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		if b.UID == "" || len(b.UID) > 40 || uids[b.UID] || titles[b.Title] || b.Title == "" || b.Description == "" {
			t.Errorf("%s: uid %q or title is missing, too long or there twice", b.Title, b.UID)
		}
		uids[b.UID], titles[b.Title] = true, true
		if b.SchemaVersion < 39 || b.SchemaVersion > 41 || b.Editable || bytes.Contains(text, []byte("__inputs")) || bytes.Contains(text, []byte("DS_PROMETHEUS")) {
			t.Errorf("%s: schema version %d, editable %v, or inputs that only an import dialog fills", b.Title, b.SchemaVersion, b.Editable)
		}
		var loose map[string]any
		if err := json.Unmarshal(text, &loose); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"id", "version"} {
			if _, is := loose[key]; is {
				t.Errorf("%s has %q, which belongs to the server", b.Title, key)
			}
		}
		variables(t, b, string(text))
		layout(t, b)
		for _, p := range b.Panels {
			panel(t, b.Title+" / "+p.Title, p)
		}
	}
}

// variables: each is used, has a label, and is refreshed when the time range changes.
func variables(t *testing.T, b dashboards.Board, text string) {
	names := []string{}
	for _, v := range b.Templating.List {
		names = append(names, v.Name)
		used := strings.Count(text, "$"+v.Name) + strings.Count(text, "${"+v.Name)
		if used == 0 || v.Label == "" {
			t.Errorf("%s: nobody uses the variable %s, or it has no label", b.Title, v.Name)
		}
		if v.Type == "query" && (v.Refresh != 2 || v.Datasource == nil || v.Datasource.UID != "${datasource}") {
			t.Errorf("%s: the variable %s is not refreshed, or asks another data source", b.Title, v.Name)
		}
		if v.Type == "query" && v.Definition != fmt.Sprintf("%v", v.Query)[1:len(fmt.Sprintf("%v", v.Query))-len(v.Name)-2] {
			t.Errorf("%s: the variable %s asks something else than it says", b.Title, v.Name)
		}
	}
	if names[0] != "datasource" {
		t.Errorf("%s: the first variable is %s", b.Title, names[0])
	}
	for _, m := range regexp.MustCompile(`\$\{?([a-z_]+)`).FindAllStringSubmatch(text, -1) {
		if name := m[1]; !slices.Contains(names, name) && !strings.HasPrefix(name, "__") {
			t.Errorf("%s uses $%s, which it does not have", b.Title, name)
		}
	}
}

// layout: panels have ids of their own and places that do not overlap.
func layout(t *testing.T, b dashboards.Board) {
	ids, taken := map[int]bool{}, map[[2]int]string{}
	for _, p := range b.Panels {
		if ids[p.ID] || p.ID == 0 || p.GridPos.W < 1 || p.GridPos.H < 1 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("%s / %s: id %d, place %+v", b.Title, p.Title, p.ID, p.GridPos)
		}
		ids[p.ID] = true
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				if other := taken[[2]int{x, y}]; other != "" {
					t.Fatalf("%s: %s lies over %s", b.Title, p.Title, other)
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
}

// kinds are the types of panel that Grafana has today and needs no plugin for.
var kinds = []string{"stat", "timeseries", "bargauge", "table", "text", "row"}

// panel: what each panel must have.
func panel(t *testing.T, name string, p dashboards.Panel) {
	if !slices.Contains(kinds, p.Type) || p.Title == "" {
		t.Errorf("%s is a %s, or has no title", name, p.Type)
	}
	if p.Type == "row" {
		return
	}
	if len(p.Description) < 20 {
		t.Errorf("%s: the description %q does not say what good looks like", name, p.Description)
	}
	if p.Type == "text" {
		return
	}
	d := p.FieldConfig.Defaults
	if p.Datasource == nil || p.Datasource.UID != "${datasource}" || d.Unit == "" || d.Min == nil || d.Thresholds == nil || len(p.Targets) == 0 {
		t.Errorf("%s: data source, unit, least value, thresholds or queries are missing", name)
	}
	for _, target := range p.Targets {
		at := name + " / " + target.RefID
		if target.Datasource.UID != "${datasource}" || target.Instant == target.Range {
			t.Errorf("%s asks another data source, or neither now nor over time", at)
		}
		if p.Type == "timeseries" && (!target.Range || target.Legend == "") {
			t.Errorf("%s is drawn over time without asking for it, or has no legend", at)
		}
		if p.Type != "timeseries" && !target.Instant {
			t.Errorf("%s shows the present and asks for more", at)
		}
		if p.Type == "table" && target.Format != "table" {
			t.Errorf("%s is no table", at)
		}
		expression(t, at, target.Expr, `job=~"$job"`)
		for _, m := range regexp.MustCompile(`\[([^\]]+)\]`).FindAllStringSubmatch(target.Expr, -1) {
			if m[1] != "$__rate_interval" && (m[1] != "$__range" || !target.Instant) {
				t.Errorf("%s: the range %s is too short for some data source and too long for others", at, m[1])
			}
		}
	}
}

// foreign are series that are not ours, with their labels.
var foreign = map[string][]string{"up": nil, "process_start_time_seconds": nil, "process_resident_memory_bytes": nil, "process_cpu_seconds_total": nil}

// family returns the kind and labels of a series as it is queried.
func family(name string) (kind metrics.Kind, labels []string, ok bool) {
	if l, is := foreign[name]; is {
		if strings.HasSuffix(name, "_total") {
			return metrics.Counter, l, true
		}
		return metrics.Gauge, l, true
	}
	for _, s := range metrics.Catalogue() {
		labels := slices.Concat(s.Labels, s.Optional)
		if s.Name == name && s.Kind != metrics.Histogram {
			return s.Kind, labels, true
		}
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			if s.Kind == metrics.Histogram && s.Name+suffix == name {
				return metrics.Histogram, append(labels, "le"), true
			}
		}
	}
	return "", nil, false
}

var (
	selector = regexp.MustCompile(`\b([a-z_]+)\{([^}]*)\}`)
	match    = regexp.MustCompile(`([a-z_]+)(=~|!~|!=|=)"`)
	lists    = regexp.MustCompile(`\b(by|on|without|group_left) \(([^)]*)\)`)
	rated    = regexp.MustCompile(`\b(rate|increase)\(([a-z_]+)\{`)
	bare     = regexp.MustCompile(`\bsyncd_[a-z_]+`)
)

// expression: every series that it names exists, with the labels by which it is chosen and
// counted.
func expression(t *testing.T, at, expr, job string) {
	t.Helper()
	all := map[string]bool{"job": true, "instance": true, "pod": true}
	named := map[string]bool{}
	for _, m := range selector.FindAllStringSubmatch(expr, -1) {
		kind, labels, ok := family(m[1])
		if !ok {
			t.Errorf("%s: there is no series %s", at, m[1])
			continue
		}
		named[m[1]] = true
		if !strings.Contains(m[2], job) {
			t.Errorf("%s: %s is asked of every job", at, m[1])
		}
		own := append([]string{"job", "instance"}, labels...)
		for _, l := range labels {
			all[l] = true
		}
		for _, pair := range match.FindAllStringSubmatch(m[2], -1) {
			if !slices.Contains(own, pair[1]) {
				t.Errorf("%s: %s has no label %s", at, m[1], pair[1])
			}
		}
		if kind == metrics.Counter && !strings.Contains(expr, "increase("+m[1]) && !strings.Contains(expr, "rate("+m[1]) {
			t.Errorf("%s: %s is a counter and is shown raw", at, m[1])
		}
	}
	for _, m := range rated.FindAllStringSubmatch(expr, -1) {
		if kind, _, _ := family(m[2]); kind == metrics.Gauge {
			t.Errorf("%s: %s of the gauge %s is always wrong", at, m[1], m[2])
		}
	}
	for _, m := range lists.FindAllStringSubmatch(expr, -1) {
		for l := range strings.SplitSeq(m[2], ",") {
			if l = strings.TrimSpace(l); !all[l] {
				t.Errorf("%s: nothing in it has the label %s", at, l)
			}
		}
	}
	for _, name := range bare.FindAllString(expr, -1) {
		if !named[name] {
			t.Errorf("%s: %s has no matchers", at, name)
		}
	}
}

// TestQueriesAreSound: those of variables, annotations and rules, too.
func TestQueriesAreSound(t *testing.T) {
	values := regexp.MustCompile(`^label_values\(([a-z_]+)(\{.*\})?, ([a-z_]+)\)$`)
	for _, b := range dashboards.Boards(dashboards.Defaults()) {
		for _, v := range b.Templating.List {
			m := values.FindStringSubmatch(v.Definition)
			if v.Type != "query" {
				continue
			}
			if m == nil {
				t.Errorf("%s: the variable %s asks %s", b.Title, v.Name, v.Definition)
				continue
			}
			_, labels, ok := family(m[1])
			if !ok || !slices.Contains(append(labels, "job", "instance"), m[3]) {
				t.Errorf("%s: the variable %s asks for %s of %s", b.Title, v.Name, m[3], m[1])
			}
			if m[2] != "" {
				expression(t, b.Title+" / variable "+v.Name, m[1]+m[2], `job=~"$job"`)
			}
		}
		for _, a := range b.Annotations.List {
			expression(t, b.Title+" / annotation "+a.Name, a.Expr, `job=~"$job"`)
		}
	}
	for _, r := range slices.Concat(dashboards.Recordings(), dashboards.Alerts()) {
		expression(t, "rule "+r.Record+r.Alert, r.Text(), `job="syncd"`)
	}
}

// TestWordsAreExported: words that overrides give colours to are words of closed lists.
func TestWordsAreExported(t *testing.T) {
	known := map[string]bool{}
	for _, l := range metrics.Labels() {
		for _, v := range l.Values {
			known[v] = true
		}
	}
	// Priorities are Jira's, buckets are numbers, and the rest names columns.
	for _, p := range []string{"Highest", "High", "Medium", "Low", "Lowest", "none", "+Inf"} {
		known[p] = true
	}
	for _, b := range dashboards.Boards(dashboards.Defaults()) {
		for _, p := range b.Panels {
			if p.FieldConfig == nil || p.Type == "table" {
				continue
			}
			text, err := json.Marshal(p.FieldConfig.Overrides)
			if err != nil {
				t.Fatal(err)
			}
			var overrides []struct{ Matcher struct{ Options string } }
			if err := json.Unmarshal(text, &overrides); err != nil {
				t.Fatal(err)
			}
			for _, o := range overrides {
				if word := o.Matcher.Options; !known[word] && strings.Trim(word, "0123456789.e+") != "" {
					t.Errorf("%s / %s gives %q a colour, which no label holds: %v", b.Title, p.Title, word, slices.Sorted(maps.Keys(known)))
				}
			}
		}
	}
}
