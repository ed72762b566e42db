package format

import "errors"

// The two ways in which a file cannot be read.
var (
	// ErrTruncated: the file ends before it should. Young files are tried again.
	ErrTruncated = errors.New("file ends too early")
	// ErrMalformed: the file breaks the rules of its format or a limit.
	ErrMalformed = errors.New("malformed")
)

// SniffLen is how many bytes of a file Sniff may look at.
const SniffLen = 4096

// Limits bounds what one file can cost. A zero value means the default.
type Limits struct {
	Bytes  int64 // size of a file; default 256 MiB. Beyond: ErrMalformed
	Cases  int   // cases in a file; default 500 000. Beyond: ErrMalformed
	Depth  int   // nesting; default 100. Beyond: ErrMalformed
	Text   int   // message and detail each, in bytes; default 16 KiB. Beyond: head kept, cut marked
	Output int   // captured output, in bytes; default 32 KiB. Beyond: head and tail kept, cut marked
	Name   int   // names, classes, keys, properties in bytes; default 2 KiB. Beyond: cut
}

// Or fills what is zero with the defaults.
func (l Limits) Or() Limits {
	or := func(v, d int) int {
		if v > 0 {
			return v
		}
		return d
	}
	l.Bytes = int64(or(int(l.Bytes), 256<<20))
	l.Cases = or(l.Cases, 500_000)
	l.Depth = or(l.Depth, 100)
	l.Text = or(l.Text, 16<<10)
	l.Output = or(l.Output, 32<<10)
	l.Name = or(l.Name, 2<<10)
	return l
}
