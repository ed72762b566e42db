package httpx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// bound limits one attempt in time and its answer in size.
type bound struct {
	next    http.RoundTripper
	bytes   int64
	timeout time.Duration
}

// errDeadline ends an attempt at the write's deadline: what the server has not got
// by then it must never get.
var errDeadline = errors.New("cut off at the deadline of this write")

// RoundTrip keeps the attempt's deadline until the body is closed.
func (c *bound) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), c.timeout, fmt.Errorf("no answer within %s", c.timeout))
	if at := opOf(ctx).Deadline; !at.IsZero() {
		outer := cancel
		var inner context.CancelFunc
		ctx, inner = context.WithDeadlineCause(ctx, at, errDeadline)
		cancel = func() { inner(); outer() }
	}
	res, err := c.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		err = why(ctx, req.Context(), err)
		cancel()
		return nil, err
	}
	res.Body = &body{ReadCloser: res.Body, left: c.bytes, limit: c.bytes, ctx: ctx, caller: req.Context(), done: cancel}
	return res, nil
}

// why names our own limit where that was what ended the attempt: net/http only says
// that a context did.
func why(ctx, caller context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && caller.Err() == nil {
		return cause
	}
	return err
}

// body fails once more than limit bytes were read: half an answer must not pass
// for a whole one. It counts what net/http hands out, after decompression.
type body struct {
	io.ReadCloser
	left, limit int64
	ctx, caller context.Context
	done        context.CancelFunc
}

// Read reads up to the limit.
func (b *body) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, b.tooLarge()
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left+1)])
	if b.left -= int64(n); b.left < 0 {
		return n - 1, b.tooLarge()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = why(b.ctx, b.caller, err)
	}
	return n, err
}

// tooLarge is the error of an answer over the limit.
func (b *body) tooLarge() error { return fmt.Errorf("answer is larger than %d bytes", b.limit) }

// Close closes the body and ends the attempt's deadline.
func (b *body) Close() error {
	defer b.done()
	return b.ReadCloser.Close()
}
