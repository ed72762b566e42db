package source

import "context"

// GuardWriter returns what writes into a tool with the door before it: when the tool will
// not have something it may quote whatever stands in its results, and its words are kept,
// shown and logged.
func (d Door) GuardWriter(b Backlinker) Backlinker { return guardedWriter{b, d} }

// guardedWriter writes into a tool, behind a door.
type guardedWriter struct {
	writer Backlinker
	door   Door
}

// Backlink makes a result name an issue, and cleans what the tool says to that.
func (g guardedWriter) Backlink(ctx context.Context, b Backlink) (Trace, error) {
	trace, err := g.writer.Backlink(ctx, b)
	return trace, g.clean(err)
}

// Retest asks for a test to be run again, and cleans what the tool says to that.
func (g guardedWriter) Retest(ctx context.Context, b Backlink) (Trace, error) {
	trace, err := g.writer.Retest(ctx, b)
	return trace, g.clean(err)
}

// clean cleans an error of the tool.
func (g guardedWriter) clean(err error) error {
	c := cleaner{door: g.door, seen: map[string]string{}}
	return c.told(err)
}
