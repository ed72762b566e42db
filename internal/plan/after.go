package plan

// After returns the plan with the states that failing cases have once its changes
// have ended as they did: a case whose defect has just been made is no longer new.
func (p Plan) After(outcomes []Outcome) Plan {
	ends := map[string]Outcome{}
	for _, o := range outcomes {
		if o.Change.Verb == Create {
			ends[o.Change.Target.Defect] = o
		}
	}
	failing := make([]CaseState, len(p.Failing))
	for i, s := range p.Failing {
		if o, ok := ends[s.Defect]; ok && s.State == StateNew {
			s = s.after(o)
		}
		failing[i] = s
	}
	p.Failing = failing
	return p
}

// after is the state of a case whose create has ended.
func (s CaseState) after(o Outcome) CaseState {
	switch o.Result {
	case Done:
		s.State, s.Issue, s.Detail = StateDefect, o.Issue, "filed by this cycle"
	case Uncertain:
		s.State, s.Hold, s.Detail = StateHeld, HoldUncertain, o.Error
	default:
		if o.Refused {
			s.State, s.Hold = StateHeld, HoldRefused
		}
		s.Detail = o.Error // else it stays new: the next cycle makes it
	}
	return s
}
