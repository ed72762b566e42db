package converge

import (
	"os"
	"path/filepath"
	"time"
)

// write puts a run's file into the folder, or the first part of it. The system's
// clock is not the story's, so the file gets the story's time.
func (w *world) write(r *run, name string) {
	text := w.xml(r)
	r.hidden = w.away && (r.hidden || name == r.file)
	if r.half {
		text = text[:len(text)/5+w.rng.IntN(len(text)/2)]
	}
	path := filepath.Join(w.results(), name)
	w.must(os.MkdirAll(filepath.Dir(path), 0o755))
	w.must(os.WriteFile(path, []byte(text), 0o644))
	at := time.Now().Add(-time.Duration(3+w.rng.IntN(5)) * time.Second)
	w.must(os.Chtimes(path, at, at))
}

// results is the folder of results, wherever it is now.
func (w *world) results() string {
	if w.away {
		return filepath.Join(w.dir, "away")
	}
	return filepath.Join(w.dir, "results")
}

// completeFiles writes the rest of what is half written.
func (w *world) completeFiles() {
	for _, r := range w.runs {
		if r.half {
			r.half = false
			w.write(r, r.file)
		}
	}
}

// hideFolder takes the folder of results away, restoreFolder brings it back.
func (w *world) hideFolder() {
	if !w.away {
		w.must(os.Rename(w.results(), filepath.Join(w.dir, "away")))
		w.away = true
	}
}

func (w *world) restoreFolder() {
	if w.away {
		w.must(os.Rename(w.results(), filepath.Join(w.dir, "results")))
		w.away = false
		for _, r := range w.runs {
			r.hidden = false
		}
	}
}
