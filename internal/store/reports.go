package store

import (
	"syncd/internal/model"
)

// part is a failing line of a case that is joined with others, as it was before that.
type part struct {
	line   model.Line
	source string
	home   model.CaseID // the one case that it is a line of by now
}

// apart remembers a member's own line, where it fails: the tool that reported it hears of
// its defect also where the result of another decides.
func (b *beholder) apart(line model.Line, home model.CaseID) {
	if line.Failing() {
		b.parts = append(b.parts, part{line, b.world.Cases[line.Case].Source, home})
	}
}

// reportParts reports what decides the failing lines of members, of the streak that lasts:
// a failure before the last pass was another. It goes by what failures has just read; only
// a line that lost its deciding result to `exclude:` is asked for.
func (b *beholder) reportParts() error {
	lines := map[model.LineKey]model.Line{}
	for _, l := range b.world.Lines {
		lines[l.LineKey] = l
	}
	for _, p := range b.parts {
		whole := lines[b.went(p, lines)]
		if !whole.Failing() || p.line.Deciding.Finished.Before(whole.FailingSince.Finished) {
			continue
		}
		r, ok := b.world.Failures[p.line.LineKey]
		if !ok || r.Run != p.line.Deciding.Run {
			var err error
			if r, err = b.decides(p.line, p.line.Case); err != nil {
				return err
			}
		}
		b.report(whole.LineKey, p.source, r)
	}
	return nil
}

// reportLines reports what decides the failing lines of all other cases.
func (b *beholder) reportLines() {
	for _, l := range b.world.Lines {
		if l.Failing() && b.world.Joined[l.Case] == nil {
			b.report(l.LineKey, b.world.Cases[l.Case].Source, b.world.Failures[l.LineKey])
		}
	}
}

// report keeps a failing result, if something can be written to it.
func (b *beholder) report(key model.LineKey, source string, r model.Result) {
	if r.Ref != "" {
		b.world.Reports[key] = append(b.world.Reports[key], model.ReportOf(source, r))
	}
}

// went is the line of the joined case that a member's line has become part of: one without
// a branch may have gone to the only branch that counts.
func (b *beholder) went(p part, lines map[model.LineKey]model.Line) model.LineKey {
	key := p.line.LineKey
	key.Case = p.home
	if _, ok := lines[key]; ok || key.Branch != "" {
		return key
	}
	for l := range lines {
		bare := l
		bare.Branch = ""
		if bare == key && (b.view.Counts == nil || b.view.Counts(l)) {
			return l
		}
	}
	return key
}
