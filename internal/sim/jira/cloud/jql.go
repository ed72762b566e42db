package cloud

import (
	"errors"
	"slices"
	"strings"

	"syncd/internal/sim/jira/jql"
	"syncd/internal/sim/jira/site"
)

func parseQueries(c *Call) (int, any, error) {
	if v := c.query("validation"); !slices.Contains([]string{"strict", "warn", "none", ""}, v) {
		return 0, nil, bad("The validation mode '%s' is not supported.", v)
	}
	var body struct {
		Queries []string `json:"queries"`
	}
	if err := c.decodeClosed(&body); err != nil {
		return 0, nil, err
	}
	if len(body.Queries) == 0 {
		return 0, nil, bad("At least one query is required.")
	}
	out := mapped(body.Queries, func(text string) Document { return c.parsed(text) })
	return 200, Document{"queries": out}, nil
}

func (c *Call) parsed(text string) Document {
	out := Document{"query": text}
	q, err := c.Site.Check(c.Actor, text)
	if err != nil && !(q != nil && c.query("validation") == "none") {
		var r *site.Refusal
		if errors.As(err, &r) {
			out["errors"] = r.Messages
		}
		return out
	}
	structure := Document{}
	if q.Where != nil {
		structure["where"] = tree(q.Where)
	}
	if len(q.Order) > 0 {
		structure["orderBy"] = Document{"fields": mapped(q.Order, func(s jql.Sort) Document {
			direction := "asc"
			if s.Desc {
				direction = "desc"
			}
			return Document{"field": fieldName(s.Field), "direction": direction}
		})}
	}
	out["structure"] = structure
	return out
}

func fieldName(name string) Document { return Document{"name": name, "encodedName": encoded(name)} }

// encoded quotes what cannot stand bare.
func encoded(s string) string {
	if strings.ContainsAny(s, " \"'(),=<>!~") {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return s
}

func tree(n jql.Node) Document {
	switch n := n.(type) {
	case jql.And:
		return Document{"operator": "and", "clauses": mapped(n, tree)}
	case jql.Or:
		return Document{"operator": "or", "clauses": mapped(n, tree)}
	case jql.Not:
		return Document{"operator": "not", "clauses": []any{tree(n.Node)}}
	case jql.Text:
		return Document{"field": fieldName("text"), "operator": "~", "operand": value(n.Words)}
	case jql.Clause:
		return Document{"field": fieldName(n.Field), "operator": string(n.Op), "operand": operand(n.Operand)}
	}
	return Document{}
}

func value(s string) Document { return Document{"value": s, "encodedValue": encoded(s)} }

func operand(o jql.Operand) Document {
	switch {
	case o.Empty:
		return Document{"keyword": "empty", "encodedOperand": "EMPTY"}
	case o.Func != nil:
		args := o.Func.Args
		if args == nil {
			args = []string{}
		}
		return Document{"function": o.Func.Name, "arguments": args, "encodedOperand": o.Func.Name + "(" + strings.Join(args, ", ") + ")"}
	case o.List != nil:
		return Document{"values": mapped(o.List, operand)}
	}
	return value(*o.Value)
}

func matchQueries(c *Call) (int, any, error) {
	var body struct {
		JQLs     []string `json:"jqls"`
		IssueIDs []int64  `json:"issueIds"`
	}
	if err := c.decodeClosed(&body); err != nil {
		return 0, nil, err
	}
	out := mapped(body.JQLs, func(text string) Document {
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
		return Document{"matchedIssues": matched, "errors": errs}
	})
	return 200, Document{"matches": out}, nil
}
