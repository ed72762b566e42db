//go:build !failpoint

// Package failpoint names the moments at which a process may die in the middle of a
// write (crash points C0 to C19 of the exactly-once engine). In ordinary builds a
// failpoint is nothing; with the build tag `failpoint`, tests can have the process
// killed at one.
package failpoint

// Hit does nothing in ordinary builds.
func Hit(string) {}
