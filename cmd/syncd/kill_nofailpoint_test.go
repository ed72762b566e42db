//go:build !failpoint

package main

// killable says that crash points are not built in.
const killable = false
