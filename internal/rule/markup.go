package rule

import (
	"fmt"
	"text/template"
	"text/template/parse"
)

// CompileMarkup compiles a template whose own words are Markdown and which quotes
// values: everything that it inserts is escaped, so that only what its author wrote
// has a meaning. Functions see values as they are.
func CompileMarkup[V any](name, text string, samples ...V) (Text[V], error) {
	t, err := CompileText[V](name, text)
	if err != nil {
		return t, err
	}
	t.tmpl.Funcs(template.FuncMap{escapes: func(v any) (string, error) { return within(Escape(fmt.Sprint(v))) }})
	if t.tmpl.Tree != nil {
		escapeList(t.tmpl.Root)
	}
	for _, s := range samples {
		if _, err := t.Print(s); err != nil {
			return Text[V]{}, fmt.Errorf("try on sample data: %w", err)
		}
	}
	return t, nil
}

// escapes is the function that ends what is inserted. Authors cannot name it, because
// it is not known when their text is parsed.
const escapes = "syncd_escape"

// escapeList ends each insertion below a list with escapes.
func escapeList(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if len(n.Pipe.Decl) == 0 {
				name := parse.NewIdentifier(escapes).SetPos(n.Pos)
				n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{name}})
			}
		case *parse.IfNode:
			escapeList(n.List)
			escapeList(n.ElseList)
		case *parse.RangeNode:
			escapeList(n.List)
			escapeList(n.ElseList)
		case *parse.WithNode:
			escapeList(n.List)
			escapeList(n.ElseList)
		}
	}
}
