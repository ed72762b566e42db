package cloud

import (
	"errors"
	"slices"
	"strings"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/jira/jql"
	"syncd/internal/sim/jira/site"
)

func parseQueries(c *face.Call) (int, any, error) {
	if v := c.Query("validation"); !slices.Contains([]string{"strict", "warn", "none", ""}, v) {
		return 0, nil, face.Bad("The validation mode '%s' is not supported.", v)
	}
	var body struct {
		Queries []string `json:"queries"`
	}
	if err := c.DecodeClosed(&body); err != nil {
		return 0, nil, err
	}
	if len(body.Queries) == 0 {
		return 0, nil, face.Bad("At least one query is required.")
	}
	out := face.Mapped(body.Queries, func(text string) face.Document { return parsed(c, text) })
	return 200, face.Document{"queries": out}, nil
}

func parsed(c *face.Call, text string) face.Document {
	out := face.Document{"query": text}
	q, err := c.Site.Check(c.Actor, text)
	if err != nil && !(q != nil && c.Query("validation") == "none") {
		var r *site.Refusal
		if errors.As(err, &r) {
			out["errors"] = r.Messages
		}
		return out
	}
	structure := face.Document{}
	if q.Where != nil {
		structure["where"] = tree(q.Where)
	}
	if len(q.Order) > 0 {
		structure["orderBy"] = face.Document{"fields": face.Mapped(q.Order, func(s jql.Sort) face.Document {
			direction := "asc"
			if s.Desc {
				direction = "desc"
			}
			return face.Document{"field": fieldName(s.Field), "direction": direction}
		})}
	}
	out["structure"] = structure
	return out
}

func fieldName(name string) face.Document {
	return face.Document{"name": name, "encodedName": encoded(name)}
}

// encoded quotes what cannot stand bare.
func encoded(s string) string {
	if strings.ContainsAny(s, " \"'(),=<>!~") {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return s
}

func tree(n jql.Node) face.Document {
	switch n := n.(type) {
	case jql.And:
		return face.Document{"operator": "and", "clauses": face.Mapped(n, tree)}
	case jql.Or:
		return face.Document{"operator": "or", "clauses": face.Mapped(n, tree)}
	case jql.Not:
		return face.Document{"operator": "not", "clauses": []any{tree(n.Node)}}
	case jql.Text:
		return face.Document{"field": fieldName("text"), "operator": "~", "operand": value(n.Words)}
	case jql.Clause:
		return face.Document{"field": fieldName(n.Field), "operator": string(n.Op), "operand": operand(n.Operand)}
	}
	return face.Document{}
}

func value(s string) face.Document { return face.Document{"value": s, "encodedValue": encoded(s)} }

func operand(o jql.Operand) face.Document {
	switch {
	case o.Empty:
		return face.Document{"keyword": "empty", "encodedOperand": "EMPTY"}
	case o.Func != nil:
		args := o.Func.Args
		if args == nil {
			args = []string{}
		}
		return face.Document{"function": o.Func.Name, "arguments": args, "encodedOperand": o.Func.Name + "(" + strings.Join(args, ", ") + ")"}
	case o.List != nil:
		return face.Document{"values": face.Mapped(o.List, operand)}
	}
	return value(*o.Value)
}

func matchQueries(c *face.Call) (int, any, error) {
	var body struct {
		JQLs     []string `json:"jqls"`
		IssueIDs []int64  `json:"issueIds"`
	}
	if err := c.DecodeClosed(&body); err != nil {
		return 0, nil, err
	}
	out := face.Mapped(body.JQLs, func(text string) face.Document {
		matched, errs := []int64{}, []string{}
		found, err := c.Site.Search(c.Actor, text, nil)
		var r *site.Refusal
		if errors.As(err, &r) {
			errs = r.Messages
		}
		for _, i := range found {
			if slices.Contains(body.IssueIDs, i.ID) {
				matched = append(matched, i.ID)
			}
		}
		return face.Document{"matchedIssues": matched, "errors": errs}
	})
	return 200, face.Document{"matches": out}, nil
}
