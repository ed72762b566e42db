package format

import (
	"fmt"
	"io"
)

// Capped returns a reader that fails with ErrMalformed once more than limit bytes
// were read: a file that is cut off silently would look like a complete one.
func Capped(r io.Reader, limit int64) io.Reader { return &capped{r: r, left: limit, limit: limit} }

type capped struct {
	r           io.Reader
	left, limit int64
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, fmt.Errorf("%w: the file is larger than the limit of %d bytes", ErrMalformed, c.limit)
	}
	// One byte more than is left tells a file of exactly the limit from a larger one.
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		n--
	}
	return n, err
}
