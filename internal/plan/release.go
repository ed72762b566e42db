package plan

import "fmt"

// releases says of each hold what would release it.
var releases = map[Reason]string{
	HoldPolicy:        "a policy of the sync that allows it",
	HoldPaused:        "`syncd resume`, or the end of the pause",
	HoldLimit:         "the next cycles, which take the worst first",
	HoldHumanEdit:     "nothing but the old words put back: what people wrote stays",
	HoldAwaitingRun:   "a failure that counts against the fix, or somebody who reopens the issue",
	HoldSettling:      "time: jira shows in a moment what was written, and a verdict is shown once it has stood for publish.settle",
	HoldUncertain:     "a look after jira.settle: the create is found and adopted, or sent again",
	HoldIncomplete:    "a collection that reads all results of the source",
	HoldNoTransition:  "a workflow that leads on, or `by: comment` in defects.resolve and defects.reopen",
	HoldRefused:       "a create screen or setting that jira accepts; a changed setting is tried at once",
	HoldOld:           "a new failure, or `syncd file CASE`",
	HoldLetGo:         "our two labels on the issue, or `syncd adopt --recreate CASE`",
	HoldIgnored:       "somebody who takes the label syncd-ignore off",
	HoldGone:          "a pass and a new failure, or `syncd adopt --recreate CASE`; where it was hidden or archived, its being shown or restored",
	HoldUnknownState:  "three looks in vain over a day, after which the issue counts as gone; or its being seen again",
	HoldBreaker:       "somebody who has looked and says `syncd apply --release NAME`",
	HoldAlreadyRed:    "a pass and a new failure, or `syncd file CASE`",
	HoldFlapping:      "quiet: it is followed again once its changes lie further back than defects.flapping.window",
	HoldWontFix:       "somebody who reopens the issue, or what defects.reopen.wont_fix_until says",
	HoldRenamed:       "a day, or `syncd adopt --rename OLD NEW` if it is the same test under a new name; where defects.per was changed, its open defect being closed, or `syncd file CASE`",
	HoldRetired:       "a run that contains the test again",
	HoldRequiredField: "a rule in defects.fields that fills the field, or a screen on which it has a default",
	HoldFrozen:        "somebody who opens the story again, or `freeze_when_done: false` in publish",
	HoldMovedStore:    "`syncd store claim`, once the other installation has been stopped",
}

// Release says what would end a hold of this kind, in one sentence without a full stop.
func (r Reason) Release() string { return releases[r] }

// Release says what would change how the case stands, in one sentence without a full
// stop.
func (s CaseState) Release() string {
	switch s.State {
	case StateHeld:
		return s.Hold.Release()
	case StateNew:
		return "the next cycle that may write makes the defect: `syncd apply`"
	case StateRed:
		return HoldAlreadyRed.Release()
	case StateMuted:
		return "the test tool, once it mutes the test no more"
	case StateDefect:
		return fmt.Sprintf("passes: once every line that failed has passed often enough (defects.resolve), %s is told", s.Issue)
	case StateKnown:
		return fmt.Sprintf("passes, or %s being Done for longer than defects.reopen.window; `syncd link CASE --none` takes back what somebody said", s.Issue)
	}
	switch more := s.Need - s.Have; {
	case s.Need == 0:
		return "the part of `when:` that does not hold, or `syncd file CASE`"
	case more == 1:
		return "one more failure in a row, or `syncd file CASE`"
	default:
		return fmt.Sprintf("%d more failures in a row, or `syncd file CASE`", more)
	}
}
