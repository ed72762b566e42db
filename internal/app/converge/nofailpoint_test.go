//go:build !failpoint

package converge

// canDie says that failpoints are not built in: stories die around writes only.
const canDie = false

// mortal has nothing to connect.
func mortal(any, bool) {}
