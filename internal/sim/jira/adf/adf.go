// Package adf checks and translates Atlassian Document Format, the rich text of Jira Cloud.
//
// It refuses what Jira refuses (a root that is no doc of version 1, empty text nodes, unknown node types,
// children in the wrong place) and translates between documents, wiki markup and HTML, so that what the
// v2 API wrote as text is read as a document by v3. It knows nothing of issues, fields or HTTP.
package adf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrInvalid is wrapped by every refusal; Jira's own word for it is INVALID_INPUT.
var ErrInvalid = errors.New("INVALID_INPUT")

// Node is one node of a document. Text is a pointer because an empty text node must be told from none.
type Node struct {
	Type    string          `json:"type"`
	Version *int            `json:"version,omitempty"`
	Attrs   map[string]any  `json:"attrs,omitempty"`
	Content []Node          `json:"content,omitempty"`
	Marks   []Mark          `json:"marks,omitempty"`
	Text    *string         `json:"text,omitempty"`
	LocalID json.RawMessage `json:"localId,omitempty"`
}

// Mark decorates a text node.
type Mark struct {
	Type  string         `json:"type"`
	Attrs map[string]any `json:"attrs,omitempty"`
}

// Encode writes a document as JSON; content is present even when empty, as Jira requires.
func Encode(root *Node) json.RawMessage {
	content := root.Content
	if content == nil {
		content = []Node{}
	}
	raw, err := json.Marshal(struct {
		Type    string `json:"type"`
		Version int    `json:"version"`
		Content []Node `json:"content"`
	}{"doc", 1, content})
	if err != nil {
		// Only a value that came from JSON can be in here, so this is an empty document at worst.
		return json.RawMessage(`{"type":"doc","version":1,"content":[]}`)
	}
	return raw
}

// maxDepth bounds recursion: a hostile document must not exhaust the stack.
const maxDepth = 60

// Parse reads and validates a document.
func Parse(raw json.RawMessage) (*Node, error) {
	if t := bytes.TrimSpace(raw); len(t) == 0 || t[0] != '{' {
		return nil, fmt.Errorf("%w: not a document", ErrInvalid)
	}
	var root Node
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&root); err != nil {
		return nil, fmt.Errorf("%w: %s", ErrInvalid, plainWords(err))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: text after the document", ErrInvalid)
	}
	if root.Type != "doc" {
		return nil, fmt.Errorf("%w: root is %q, not doc", ErrInvalid, root.Type)
	}
	if root.Version == nil || *root.Version != 1 {
		return nil, fmt.Errorf("%w: version must be 1", ErrInvalid)
	}
	if !hasContent(raw) {
		return nil, fmt.Errorf("%w: content is missing", ErrInvalid)
	}
	return &root, check(&root, 0)
}

// hasContent tells an empty list from a missing one, which omitempty structs cannot.
func hasContent(raw json.RawMessage) bool {
	var top map[string]json.RawMessage
	if json.Unmarshal(raw, &top) != nil {
		return false
	}
	c := bytes.TrimSpace(top["content"])
	return len(c) > 0 && c[0] == '['
}

func plainWords(err error) string {
	return strings.TrimPrefix(err.Error(), "json: ")
}

func check(n *Node, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%w: nested too deeply", ErrInvalid)
	}
	rule, ok := rules[n.Type]
	if !ok {
		return fmt.Errorf("%w: unknown node type %q", ErrInvalid, n.Type)
	}
	if err := checkSelf(n, rule); err != nil {
		return err
	}
	for i := range n.Content {
		child := &n.Content[i]
		if !slices.Contains(rule.children, child.Type) {
			return fmt.Errorf("%w: %q is not allowed in %q", ErrInvalid, child.Type, n.Type)
		}
		if n.Type == "codeBlock" && len(child.Marks) > 0 {
			return fmt.Errorf("%w: marks are not allowed in codeBlock", ErrInvalid)
		}
		if err := check(child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func checkSelf(n *Node, rule rule) error {
	switch {
	case n.Version != nil && n.Type != "doc":
		return fmt.Errorf("%w: version on %q", ErrInvalid, n.Type)
	case n.Type == "text" && (n.Text == nil || *n.Text == ""):
		return fmt.Errorf("%w: empty text node", ErrInvalid)
	case n.Type != "text" && n.Text != nil:
		return fmt.Errorf("%w: text on %q", ErrInvalid, n.Type)
	case rule.filled && len(n.Content) == 0:
		return fmt.Errorf("%w: %q without content", ErrInvalid, n.Type)
	case len(rule.children) == 0 && len(n.Content) > 0:
		return fmt.Errorf("%w: content in %q", ErrInvalid, n.Type)
	}
	for _, name := range rule.attrs {
		if v, ok := n.Attrs[name]; !ok || v == nil {
			return fmt.Errorf("%w: %q without attribute %q", ErrInvalid, n.Type, name)
		}
	}
	if n.Type == "heading" {
		if l, ok := n.Attrs["level"].(float64); !ok || l != float64(int(l)) || l < 1 || l > 6 {
			return fmt.Errorf("%w: heading level", ErrInvalid)
		}
	}
	return checkMarks(n.Marks)
}

func checkMarks(marks []Mark) error {
	code := false
	for _, m := range marks {
		if !slices.Contains(knownMarks, m.Type) {
			return fmt.Errorf("%w: unknown mark %q", ErrInvalid, m.Type)
		}
		if m.Type == "link" {
			if href, ok := m.Attrs["href"].(string); !ok || href == "" {
				return fmt.Errorf("%w: link without href", ErrInvalid)
			}
		}
		code = code || m.Type == "code"
	}
	for _, m := range marks {
		if code && m.Type != "code" && m.Type != "link" && m.Type != "annotation" {
			return fmt.Errorf("%w: mark %q beside code", ErrInvalid, m.Type)
		}
	}
	return nil
}
