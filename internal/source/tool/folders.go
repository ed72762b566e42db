package tool

import "strings"

// Folder is a folder of cases, as lists of tools have it.
type Folder struct {
	ID, Parent int64 // Parent is 0 for one that lies in no other
	Name       string
}

// Paths are folders by id, each with the names of those that it lies in: Shop/Cart. What is
// said to lie in itself, or in one that is not listed, begins the path.
func Paths(list []Folder) map[int64]string {
	by := make(map[int64]Folder, len(list))
	for _, f := range list {
		by[f.ID] = f
	}
	out := make(map[int64]string, len(list))
	for _, f := range list {
		path, seen := []string{f.Name}, map[int64]bool{f.ID: true}
		for up, ok := by[f.Parent]; ok && !seen[up.ID]; up, ok = by[up.Parent] {
			path, seen[up.ID] = append([]string{up.Name}, path...), true
		}
		out[f.ID] = strings.Join(path, "/")
	}
	return out
}
