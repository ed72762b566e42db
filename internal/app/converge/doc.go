// Package converge holds the test that the whole house must pass: whatever happens,
// it converges.
//
// A seed writes a story: results arrive late, twice and half written, people edit,
// close, clone, move and delete, Jira loses answers and throttles, the process dies
// between any two writes, the store is deleted or put back from an old copy. Then
// everything heals, and within three quiet cycles there must be nothing left to do,
// every defect must have been made exactly once, no edit of a person may be lost,
// and nothing of other people's may have been touched. What should be there is
// judged by an oracle of the test's own, which shares no judgement with the house.
//
// The house is the real one, over a real SQLite file and real result files; Jira is
// the simulator, in process; time is virtual. The package has no code but tests.
package converge
