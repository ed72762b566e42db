package files

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/format"
	"syncd/internal/model"
)

// group turns the files read into runs: a declared id first, then the folder, then
// the file itself. The oldest comes first, so that a copy never dates a result anew.
func (c *collection) group(fresh []reading) {
	slices.SortStableFunc(fresh, func(a, b reading) int {
		return cmp.Or(a.modified.Compare(b.modified), strings.Compare(a.path, b.path))
	})
	folders := map[string][]reading{}
	for _, r := range fresh {
		switch {
		case r.declared != "":
			c.add(r, model.RunOf(c.ns(), "declared", r.declared), r.declared)
		case c.folder.cfg.Run == RunFolder:
			dir := path.Dir(r.path)
			folders[dir] = append(folders[dir], r)
		default:
			c.add(r, model.RunOf(c.ns(), "bytes", r.sum), r.shown())
		}
	}
	for dir, rs := range folders {
		c.addFolder(dir, rs)
	}
}

// addFolder adds the new files of one folder. Late files join the folder's run; one
// that is in that run already and has other bytes now means that the CI has written
// the folder anew, which is a new run.
func (c *collection) addFolder(dir string, rs []reading) {
	run := c.old.Folders[dir].Run
	rewritten := func(r reading) bool {
		was := c.old.Files[r.path]
		return was.Run == run && was.Sum != r.sum && !(r.grown && was.Bad == "")
	}
	if run == "" || slices.ContainsFunc(rs, rewritten) {
		parts := []string{}
		for _, r := range rs {
			parts = append(parts, r.sum)
		}
		slices.Sort(parts)
		run = model.RunOf(c.ns(), append([]string{"folder", dir}, parts...)...)
	}
	c.next.Folders[dir] = folder{Run: run}
	for _, r := range rs {
		c.add(r, run, dir)
	}
}

// add adds one file's results to a run. name is what the run is called where its
// context gives no build.
func (c *collection) add(r reading, id model.RunID, name string) {
	if r.grown {
		c.grown = append(c.grown, r)
	}
	c.next.Files[r.path] = seen{Size: r.size, Modified: r.modified, Sum: r.sum, Run: id}
	if c.told[told{id, r.sum}] {
		return
	}
	c.told[told{id, r.sum}] = true
	c.extend(id, name, r)
	for _, f := range r.report.Faults {
		f.Origin = r.path
		c.batch.Faults = append(c.batch.Faults, f)
		c.batch.Complete = c.batch.Complete && !f.Lost
	}
	attempt := c.attempts(r)
	for _, e := range r.report.Entries {
		c.addEntry(e, id, r.context.Environment, attempt)
	}
}

// attempts returns a function that names the executions of a file. A run of several
// files may bring one test more than once, also in different fetches; the same file
// may be read again when more has been written to it, and then tells of the same
// executions. A run that is one file has no need of names.
func (c *collection) attempts(r reading) func(model.Result) string {
	if r.declared == "" && c.folder.cfg.Run != RunFolder {
		return func(model.Result) string { return "" }
	}
	seen := map[string]int{}
	return func(res model.Result) string {
		when := ""
		if !r.report.Approximate {
			when = res.Finished.UTC().Format(time.RFC3339Nano)
		}
		name := model.Key16(r.path, when, string(res.Case), res.Row, res.Environment)
		seen[name]++
		return model.Key16(name, strconv.Itoa(seen[name]))[:8]
	}
}

// extend makes a run cover one more file.
func (c *collection) extend(id model.RunID, name string, r reading) {
	i, ok := c.runs[id]
	if !ok {
		i = len(c.batch.Runs)
		c.runs[id] = i
		c.batch.Runs = append(c.batch.Runs, model.Run{ID: id, Source: c.folder.env.Name, Origin: name})
	}
	run := &c.batch.Runs[i]
	run.Context = run.Context.Or(r.context)
	run.Name = cmp.Or(run.Context.Build, name)
	run.Approximate = run.Approximate || r.report.Approximate
	run.Started = earliest(run.Started, r.report.Started)
	run.Finished = latest(run.Finished, cmp.Or(r.report.Finished, r.modified))
}

// addEntry gives a case its id and files its result under the run. The environment
// is the file's own: one declared run may span several.
func (c *collection) addEntry(e format.Entry, id model.RunID, environment string, attempt func(model.Result) string) {
	e.Case.Source = c.folder.env.Name
	e.Case.ID = model.Identify(c.ns(), e.Case)
	e.Result.Case, e.Result.Run = e.Case.ID, id
	e.Result.Environment = cmp.Or(e.Result.Environment, environment)
	e.Result.Attempt = attempt(e.Result)
	c.batch.Cases = append(c.batch.Cases, e.Case)
	c.batch.Results = append(c.batch.Results, e.Result)
}

// withdraw takes back the runs of files that had been read while half written. A
// run that other files had a part in stands: what they said is still true.
func (c *collection) withdraw() {
	for _, r := range c.grown {
		was := c.old.Files[r.path]
		if was.Run == "" || was.Bad != "" || c.shared(was.Run, r.path) {
			continue
		}
		c.batch.Withdrawn = append(c.batch.Withdrawn, was.Run)
	}
}

// shared reports whether a run has results of a file other than p, or is still p's.
func (c *collection) shared(id model.RunID, p string) bool {
	for other, s := range c.old.Files {
		if s.Run == id && other != p {
			return true
		}
	}
	for _, s := range c.next.Files {
		if s.Run == id {
			return true
		}
	}
	return false
}

// ns is the namespace that enters every id.
func (c *collection) ns() string { return c.folder.env.Namespace }
