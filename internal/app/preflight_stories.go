package app

import (
	"context"

	"syncd/internal/jira"
	"syncd/internal/preflight"
)

// stories learns the fields of the whole site, and what may be set in the newest story of
// each project.
func (l *look) stories(ctx context.Context, y *preflight.Sync) (err error) {
	if len(y.Shows) == 0 {
		return nil
	}
	if l.site.Fields == nil {
		if l.site.Fields, err = l.Fields(ctx); err != nil {
			return ending(err)
		}
	}
	for _, key := range y.Stories {
		if l.site.Projects[key].Hidden {
			continue
		}
		screen := preflight.Screen{Project: key}
		found, err := l.Search(ctx, jira.Query{}.InProjects(key).OfTypes(y.StoryTypes...).NewestFirst(), 1)
		if ending(err) != nil {
			return err
		}
		if len(found) > 0 {
			screen.Key = found[0].Key
			if screen.Fields, err = l.EditScreen(ctx, found[0].ID); ending(err) != nil {
				return err
			}
		}
		y.Screens = append(y.Screens, screen)
	}
	return nil
}
