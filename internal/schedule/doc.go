// Package schedule says when a sync runs: cron expressions and words such as
// @every, read once and then asked for the next time.
//
// It judges nothing and runs nothing here: Next is a pure function of the time it
// is handed. It is the only room that knows robfig/cron, which it uses as a
// parser only, because that library panics on some texts, skips or repeats runs
// at a clock change and spins on a date that never comes. Times go to the loop
// that claims and runs syncs.
package schedule
