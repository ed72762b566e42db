// Package secret is a value that never prints, and the patterns that take
// secrets out of texts which other people wrote.
//
// It is a quiet room: standard library only, no file, no environment, no logger.
// Reading a secret is I/O and lives in config. A Secret goes to the rooms with a
// door to the street (jira, source, notify), which are the only ones that call
// Reveal; Redact stands before every log line, stored error text and page. A Scrubber
// stands at the door of sources, before what test tools report.
package secret
