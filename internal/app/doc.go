// Package app builds the house from a configuration and keeps it alive: New builds
// everything and touches nothing outside, Run starts it, Reload swaps in a new world
// once it is complete, and stopping tears down in reverse, each step named and
// bounded.
//
// It belongs to the stairs: wiring as straight lists, life cycle, and nothing about
// tests or issues.
package app
