package dashboards

// source is the data source that every query asks: whichever the reader chooses.
func source() Source { return Source{"prometheus", "${datasource}"} }

// zero is the least value of counts, spans and shares.
func zero() *float64 { return new(float64) }

// panel makes a panel of queries. Its unit is one of Grafana's: short, s, percentunit...
func panel(kind, title, description, unit string, targets ...Target) Panel {
	at := source()
	for i := range targets {
		targets[i].RefID, targets[i].Datasource, targets[i].EditorMode = string(rune('A'+i)), at, "code"
	}
	return Panel{Type: kind, Title: title, Description: description, Datasource: &at, Targets: targets,
		FieldConfig: &fieldConfig{Defaults: fieldDefaults{Unit: unit, Min: zero(), Thresholds: levels("green")}, Overrides: []override{}}}
}

// levels are thresholds: a colour, then pairs of a value and the colour from it on.
func levels(base string, pairs ...any) *thresholds {
	t := &thresholds{Mode: "absolute", Steps: []step{{Color: base}}}
	for i := 0; i+1 < len(pairs); i += 2 {
		var at float64
		switch v := pairs[i].(type) {
		case int:
			at = float64(v)
		case float64:
			at = v
		}
		t.Steps = append(t.Steps, step{pairs[i+1].(string), &at})
	}
	return t
}

// last reduces a series to its present value.
func last() map[string]any {
	return map[string]any{"calcs": []string{"lastNotNull"}, "fields": "", "values": false}
}

// stat shows one number.
func stat(title, description, unit string, t Target, l *thresholds) Panel {
	p := panel("stat", title, description, unit, t)
	p.FieldConfig.Defaults.Thresholds = l
	p.FieldConfig.Defaults.Color = map[string]any{"mode": "thresholds"}
	p.Options = map[string]any{"colorMode": "value", "graphMode": "none", "justifyMode": "auto", "orientation": "auto",
		"reduceOptions": last(), "textMode": "value", "wideLayout": true}
	return p
}

// wordStat shows a number as a word, on its colour.
func wordStat(title, description string, t Target, words []word) Panel {
	p := stat(title, description, "short", t, levels(grey))
	p.FieldConfig.Defaults.Mappings = mapped(words)
	p.Options.(map[string]any)["colorMode"] = "background"
	return p
}

// graph shows series over time.
func graph(title, description, unit string, targets ...Target) Panel {
	p := panel("timeseries", title, description, unit, targets...)
	p.FieldConfig.Defaults.Color = map[string]any{"mode": "palette-classic"}
	p.FieldConfig.Defaults.Custom = map[string]any{"drawStyle": "line", "lineWidth": 1, "fillOpacity": 10, "showPoints": "never",
		"spanNulls": false, "stacking": map[string]any{"mode": "none", "group": "A"}}
	p.Options = map[string]any{"legend": map[string]any{"displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": []string{}},
		"tooltip": map[string]any{"mode": "multi", "sort": "desc"}}
	return p
}

// parted is a graph of the parts of one whole, each in its colour: only there stacking says
// something.
func (p Panel) parted(words []word) Panel {
	p.FieldConfig.Defaults.Custom["stacking"] = map[string]any{"mode": "normal", "group": "A"}
	p.FieldConfig.Defaults.Custom["fillOpacity"] = 60
	return p.worded(words)
}

// worded gives series their texts and colours.
func (p Panel) worded(words []word) Panel {
	p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, named(words)...)
	return p
}

// none is what a panel says where there is no data and that is well.
func (p Panel) none(text string) Panel {
	p.FieldConfig.Defaults.NoValue = text
	return p
}

// least sets the least step of its queries: what changes slowly needs none finer.
func (p Panel) least(step string) Panel {
	p.Interval = step
	return p
}

// top bounds the axis.
func (p Panel) top(most float64) Panel {
	p.FieldConfig.Defaults.Max = &most
	return p
}

// bars shows one bar for each series.
func bars(title, description, unit string, t Target) Panel {
	p := panel("bargauge", title, description, unit, t)
	p.FieldConfig.Defaults.Color = map[string]any{"mode": "palette-classic"}
	p.Options = map[string]any{"displayMode": "basic", "orientation": "horizontal", "reduceOptions": last(), "showUnfilled": true,
		"valueMode": "color", "namePlacement": "left", "sizing": "auto", "minVizHeight": 16, "minVizWidth": 8}
	return p
}

// text is a panel that says whom a board is for.
func text(markdown string) Panel {
	return Panel{Type: "text", Title: "Whom this is for", Description: "What this board answers.", Options: map[string]any{"mode": "markdown", "content": markdown}}
}
