package verdict_test

import (
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/verdict"
)

// noon is now; results happened in the hours before it.
var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// outcomes are the letters that stand for results.
var outcomes = map[rune]model.Outcome{'p': model.Passed, 'f': model.Failed, 's': model.Skipped, 'b': model.Blocked,
	'n': model.Pending, 'u': model.Unknown}

// line folds letters into a line whose last result is age old. Results lie an hour
// apart.
func line(id, env, branch, letters string, age time.Duration) model.Line {
	var points []model.Point
	for i, l := range letters {
		at := noon.Add(-age - time.Duration(len(letters)-1-i)*time.Hour)
		points = append(points, model.Point{Run: model.RunID("run-" + at.Format("0102T15")), Outcome: outcomes[l], Finished: at})
	}
	return model.Fold(model.LineKey{Case: model.CaseID(id), Environment: env, Branch: branch}, points)
}

// world reads a world from lines such as `a=pp chrome=ff`: a case, and per
// environment its results; "-" is a case without results, "old:" ages results by 20
// days, "@feature" puts them on a branch, "gone" retires the case.
func world(text string) model.World {
	w := model.World{Cases: map[model.CaseID]model.Case{}, Retired: map[model.CaseID]model.Retirement{}, Excluded: map[model.CaseID]int{}}
	for _, row := range strings.Split(strings.TrimSpace(text), "\n") {
		words := strings.Fields(row)
		id, source, _ := strings.Cut(words[0], "/")
		if source == "" {
			source = "web"
		}
		c := model.Case{ID: model.CaseID(id), Source: source, Title: id, Keys: []model.KeyRef{{Key: "SHOP-1", From: model.FromTag}}}
		for _, word := range words[1:] {
			switch word {
			case "muted":
				c.Muted = true
				continue
			case "gone":
				w.Retired[c.ID] = model.Retirement{Since: noon.Add(-40 * 24 * time.Hour), Runs: 5}
				continue
			case "excluded":
				w.Excluded[c.ID]++
				continue
			}
			word, branch, _ := strings.Cut(word, "@")
			env, letters, named := strings.Cut(word, "=")
			if !named {
				env, letters = "", word
			}
			age := time.Hour
			if rest, old := strings.CutPrefix(letters, "old:"); old {
				letters, age = rest, 20*24*time.Hour
			}
			if letters != "-" {
				w.Lines = append(w.Lines, line(id, env, branch, letters, age))
			}
		}
		w.Cases[c.ID] = c
	}
	return w
}

// keys believes tags that name issues of SHOP.
var keys = verdict.Keys{From: []model.KeyFrom{model.FromTag}, Projects: []string{"SHOP"},
	Types: map[string]string{"SHOP-1": "Story"}, StoryTypes: []string{"Story"}, DefectTypes: []string{"Bug"}}

// story judges SHOP-1 in a world.
func story(text string) verdict.Story {
	subjects := verdict.Subjects(world(text), verdict.Counting{Branches: []string{"main", "release/*"}}, keys)
	return verdict.Build(subjects, verdict.Rules{StaleAfter: 14 * 24 * time.Hour}, noon)["SHOP-1"]
}
