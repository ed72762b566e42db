package dashboards

import "slices"

// column is one column of a table: the label or the value of a query that it shows, and how.
type column struct {
	from, title string // from is a label, or "Value #A" of a table with several queries
	unit        string
	words       []word // of values; their colours fill the cell
	links       []dataLink
	levels      *thresholds
	width       int
}

// table shows rows of several queries, joined where all their labels are alike. What no
// column names is hidden.
func table(title, description string, queries []Target, columns ...column) Panel {
	p := panel("table", title, description, "short", queries...)
	p.FieldConfig.Defaults.Custom = map[string]any{"align": "auto", "cellOptions": map[string]any{"type": "auto"}, "filterable": true, "inspect": false}
	p.Options = map[string]any{"showHeader": true, "cellHeight": "sm", "footer": map[string]any{"show": false, "reducer": []string{"sum"}, "countRows": false}}
	names, order, shown := map[string]any{}, map[string]any{}, []string{}
	for i, c := range columns {
		names[c.from], order[c.from] = c.title, i
		shown = append(shown, c.from)
		p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, c.override())
	}
	p.Transformations = []transformation{
		{"merge", map[string]any{}},
		{"filterFieldsByName", map[string]any{"include": map[string]any{"names": shown}}},
		{"organize", map[string]any{"excludeByName": map[string]any{}, "indexByName": order, "renameByName": names}},
	}
	return p
}

// sorted sorts the rows by a column, as it is titled.
func (p Panel) sorted(title string, desc bool) Panel {
	p.Transformations = append(slices.Clone(p.Transformations),
		transformation{"sortBy", map[string]any{"fields": map[string]any{}, "sort": []map[string]any{{"field": title, "desc": desc}}}})
	return p
}

// override says how a column is shown.
func (c column) override() override {
	o := override{matcher{"byName", c.title}, []property{}}
	set := func(id string, value any) { o.Properties = append(o.Properties, property{id, value}) }
	if c.unit != "" {
		set("unit", c.unit)
	}
	if len(c.words) > 0 {
		set("mappings", mapped(c.words))
		set("custom.cellOptions", map[string]any{"type": "color-background", "mode": "basic"})
	}
	if c.levels != nil {
		set("thresholds", c.levels)
		set("custom.cellOptions", map[string]any{"type": "color-text"})
	}
	if len(c.links) > 0 {
		set("links", c.links)
	}
	if c.width > 0 {
		set("custom.width", c.width)
	}
	return o
}

// storyLinks lead from the key of a story to its page and to the issue.
func storyLinks(column string) []dataLink {
	field := cell(column)
	return []dataLink{{"Tests and defects of this story", "${board_url}/stories/" + field, true}, {"Open in Jira", "${jira_url}/browse/" + field, true}}
}

// cell is what the row of a link has in a column, as an address may hold it.
func cell(column string) string { return "${__data.fields[\"" + column + "\"]:percentencode}" }
