package rule

import (
	"errors"
	"text/template"
	"text/template/parse"
)

// checkTemplate refuses what would make a template run for long: templates that call
// each other, loops over anything but a field, and loops within loops. A text about
// one defect needs none of them.
func checkTemplate(t *template.Template) error {
	for _, one := range t.Templates() {
		if one.Name() != t.Name() {
			return errors.New("define and block are not supported")
		}
	}
	if t.Tree == nil || t.Root == nil {
		return nil // an empty text
	}
	return checkList(t.Root, false)
}

// checkList looks at the nodes of one list; looping says whether a loop is around it.
func checkList(list *parse.ListNode, looping bool) error {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		if err := checkNode(n, looping); err != nil {
			return err
		}
	}
	return nil
}

// checkNode looks at one node.
func checkNode(n parse.Node, looping bool) error {
	switch n := n.(type) {
	case *parse.TemplateNode:
		return errors.New("templates that call templates are not supported")
	case *parse.RangeNode:
		if looping {
			return errors.New("a loop within a loop is not supported")
		}
		if !overField(n.Pipe) {
			return errors.New("range goes over a field only, for example {{ range .Stories }}")
		}
		return errors.Join(checkList(n.List, true), checkList(n.ElseList, looping))
	case *parse.IfNode:
		return errors.Join(checkList(n.List, looping), checkList(n.ElseList, looping))
	case *parse.WithNode:
		return errors.Join(checkList(n.List, looping), checkList(n.ElseList, looping))
	}
	return nil
}

// overField reports whether a pipeline is one field and nothing else.
func overField(p *parse.PipeNode) bool {
	if p == nil || len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return false
	}
	_, ok := p.Cmds[0].Args[0].(*parse.FieldNode)
	return ok
}
