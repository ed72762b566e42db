package jira

import "slices"

// Cut returns the document with at most most units of text. Preformatted text
// gives way first, the longest block before others: it is a log, and the rest is
// written by us. Then the end goes, the last block that stays in part.
func (d Doc) Cut(most int) Doc {
	over := d.size() - most
	if over <= 0 {
		return d
	}
	d.Blocks = slices.Clone(d.Blocks)
	over -= d.cutCode(over)
	left := most
	for n, b := range d.Blocks {
		size := b.size()
		if over <= 0 || size <= left {
			left -= size
			continue
		}
		if b = b.cut(left); b.size() > 0 {
			n++
			d.Blocks[n-1] = b
		}
		d.Blocks = d.Blocks[:n]
		break
	}
	return d
}

// cutCode shortens preformatted blocks, the longest first, until over units are gone
// or nothing of them is left, and returns how many are.
func (d Doc) cutCode(over int) (gone int) {
	var code []int
	for n, b := range d.Blocks {
		if b.Kind == Code && b.Text != "" {
			code = append(code, n)
		}
	}
	slices.SortStableFunc(code, func(a, b int) int { return len(d.Blocks[b].Text) - len(d.Blocks[a].Text) })
	for _, n := range code {
		if over-gone <= 0 {
			break
		}
		before := Units(d.Blocks[n].Text)
		d.Blocks[n].Text = Cut(d.Blocks[n].Text, before-(over-gone))
		gone += before - Units(d.Blocks[n].Text)
	}
	return gone
}

// cut returns the block with at most most units of text.
func (b Block) cut(most int) Block {
	b.Text = Cut(b.Text, most)
	most -= Units(b.Text)
	b.Spans, most = cutSpans(b.Spans, most)
	items := b.Items
	b.Items = nil
	for _, item := range items {
		if item, most = cutSpans(item, most); len(item) == 0 {
			break
		}
		b.Items = append(b.Items, item)
	}
	return b
}

// cutSpans keeps the first spans, and tells how much room they leave.
func cutSpans(spans []Span, most int) ([]Span, int) {
	var out []Span
	for _, s := range spans {
		size := Units(s.Text)
		s.Text = Cut(s.Text, most)
		if most -= size; s.Text != "" {
			out = append(out, s)
		}
		if most <= 0 {
			return out, 0
		}
	}
	return out, most
}

// size is the length of the document's text.
func (d Doc) size() int {
	n := 0
	for _, b := range d.Blocks {
		n += b.size()
	}
	return n
}

// size is the length of the block's text.
func (b Block) size() int {
	n := Units(b.Text)
	for _, s := range b.Spans {
		n += Units(s.Text)
	}
	for _, item := range b.Items {
		for _, s := range item {
			n += Units(s.Text)
		}
	}
	return n
}
