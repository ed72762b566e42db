// Package config is one immutable value from files, environment and flags.
//
// It reads and decodes strictly, layers files < conf.d/*.yaml < SYNCD_ variables
// < flags, and reports all faults at once, each with its place and a cure. It is
// the only room that knows koanf and YAML. It must not build anything from what it
// read, and it reads a secret only when asked: a Config holds references. Sections
// of sources stay opaque: the catalog is an argument, and each section is decoded
// into what its Spec hands out. The Config goes to app, which builds the house.
//
// How a value travels: read.go finds and reads files, tree.go and env.go turn each
// layer into nodes with positions, decode.go checks the nodes against the types of
// config.go and its neighbours, layer.go merges what passed, and check.go judges
// the whole. A fault anywhere lands in the one Report.
package config
