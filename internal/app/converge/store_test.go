package converge

import (
	"maps"
	"os"
	"path/filepath"
	"time"

	"syncd/internal/app"
)

// storeFiles are what SQLite keeps a store in.
var storeFiles = []string{"syncd.db", "syncd.db-wal", "syncd.db-shm"}

// copyStore keeps a copy of the store, as a backup of the machine would. Nothing is
// written meanwhile, so the files fit together.
func (w *world) copyStore() {
	w.backup, w.backedUp = map[string][]byte{}, maps.Clone(w.known)
	w.backedMet = w.met
	for _, name := range storeFiles[:2] {
		if data, err := os.ReadFile(filepath.Join(w.dir, name)); err == nil {
			w.backup[name] = data
		}
	}
}

// loseStore deletes the store, or puts the backup in its place. What was in the air
// has landed before: against a request that lands after its sender has lost all
// memory nothing can be done, and docs/exactly-once.md says so.
func (w *world) loseStore(back bool) string {
	w.close()
	time.Sleep(2 * time.Minute)
	for _, name := range storeFiles {
		w.must(removed(os.Remove(filepath.Join(w.dir, name))))
	}
	text, knows := "the store is deleted", map[string]bool{}
	if back && w.backup != nil {
		text = "the store is put back from the backup"
		w.restored, knows = true, w.backedUp
		for name, data := range w.backup {
			w.must(os.WriteFile(filepath.Join(w.dir, name), data, 0o644))
		}
	}
	w.count.lost++
	w.met = back && w.backup != nil && w.backedMet
	for _, r := range w.runs {
		r.read = false
	}
	w.forget(knows)
	w.open()
	if w.rng.IntN(3) > 0 {
		text += "; " + w.cycle(app.Ask{Trigger: "start"})
	}
	return text
}

// removed makes the absence of what was to be removed no error.
func removed(err error) error {
	if os.IsNotExist(err) {
		return nil
	}
	return err
}
