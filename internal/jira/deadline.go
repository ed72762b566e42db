package jira

import (
	"context"
	"time"
)

// deadlineKey is the context key of a write's deadline.
type deadlineKey struct{}

// WithDeadline returns a context that ends at t and tells gateways that not a byte
// of a create may be sent after it. The settle time that follows a lost answer
// counts on it (reference: engineering, exactly-once, step 4).
func WithDeadline(ctx context.Context, t time.Time) (context.Context, context.CancelFunc) {
	return context.WithDeadline(context.WithValue(ctx, deadlineKey{}, t), t)
}

// Deadline returns the context's write deadline, or the zero time.
func Deadline(ctx context.Context) time.Time {
	t, _ := ctx.Value(deadlineKey{}).(time.Time)
	return t
}
