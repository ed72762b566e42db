//go:build failpoint

package main

// killable says that crash points are built in.
const killable = true
