// Package app builds the house from a configuration and keeps it alive: Open builds
// everything and opens the store, Run starts it, Reload swaps in a new world once it is
// complete, and stopping tears down in reverse, each step named and bounded.
//
// It belongs to the stairs: wiring as straight lists, life cycle, and nothing about
// tests or issues.
package app
