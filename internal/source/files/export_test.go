package files

import "syncd/internal/source"

// SetLimit lowers the number of files in one walk.
func SetLimit(s source.Source, n int) { s.(*Folder).limit = n }
