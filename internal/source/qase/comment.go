package qase

import (
	"regexp"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
)

// named is the line of a comment by which a result names an issue. People may write it, too.
var named = regexp.MustCompile(`^\s*Defect:\s+([A-Z][A-Z0-9_]+-[1-9][0-9]*)(?:\s.*)?$`)

// split takes the lines that name issues out of a comment: what a failure says must stay
// the same when its defect is written beside it, or it would pass for another failure.
func split(comment string) (text string, keys []string) {
	var rest []string
	for line := range strings.Lines(strings.ReplaceAll(comment, "\r\n", "\n")) {
		if m := named.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			keys = union(keys, model.Keys(m[1]))
			continue
		}
		rest = append(rest, line)
	}
	return strings.TrimSpace(strings.Join(rest, "")), keys
}

// join adds to a comment the line that names an issue. An empty line before it makes it a
// paragraph of its own where Qase shows the comment.
func join(comment string, i source.Issue) string {
	line := strings.TrimSpace("Defect: " + i.Key + " " + i.URL)
	if strings.TrimSpace(comment) == "" {
		return line
	}
	return strings.TrimRight(comment, " \r\n") + "\n\n" + line
}
