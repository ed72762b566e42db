package converge

import (
	"fmt"
)

// arrive has one or two runs of the suite arrive: what fails twice is due.
func (w *world) arrive() string {
	text := w.file(w.newRun(false))
	if w.rng.IntN(2) == 0 {
		text += "; and " + w.file(w.newRun(false))
	}
	return text
}

// file writes a run's file.
func (w *world) file(r *run) string {
	w.write(r, r.file)
	return "arrives " + r.String()
}

// twice has the same bytes arrive once more under another name.
func (w *world) twice() string {
	if len(w.runs) == 0 {
		return w.arrive()
	}
	r := w.runs[w.rng.IntN(len(w.runs))]
	if r.half {
		return "nothing arrives"
	}
	name := fmt.Sprintf("%s.copy-%d.xml", r.file, w.rng.IntN(100))
	w.write(r, name)
	return "arrives once more " + r.file + ", as " + name
}

// halfWritten has half a file arrive, or completes what is half written.
func (w *world) halfWritten() string {
	for _, r := range w.runs {
		if r.half {
			w.completeFiles()
			return "half written files are completed"
		}
	}
	r := w.newRun(false)
	r.half = true
	return "half of it " + w.file(r)
}

// breakOrMend changes the product under test.
func (w *world) breakOrMend() string {
	c := &w.suite[w.rng.IntN(len(w.suite))]
	c.broken = !c.broken
	if c.broken {
		return "somebody breaks what " + c.name + " checks"
	}
	return "somebody mends what " + c.name + " checks"
}
