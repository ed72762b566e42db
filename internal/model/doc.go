// Package model is the test world in syncd's own words: case, run, result,
// outcome, line, batch, identity and failure signature.
//
// It is a quiet room: plain data and pure functions. It must not read a clock,
// a file or a network, must not log, and must know nothing of Jira beyond the
// shape of an issue key. What it holds goes next to verdict and desired, which
// judge it, and to store, which remembers it.
package model
