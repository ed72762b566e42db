package dashboards

import "strings"

// page lays panels out from left to right and top to bottom.
type page struct {
	Board
	x, y, h int
}

// wide is the width of a board in units of its grid.
const wide = 24

// newPage begins a board. It has the variables that every board has: the data source, and
// the job that scrapes syncd.
func newPage(uid, title, description, from string, more ...Variable) *page {
	p := &page{Board: Board{UID: uid, Title: title, Description: description, Tags: []string{"syncd"}, GraphTooltip: 1, Timezone: "browser",
		Refresh: "1m", SchemaVersion: schemaVersion, Time: span{from, "now"}, Panels: []Panel{}}}
	p.Links = []boardLink{{Type: "dashboards", Title: "syncd", Tags: []string{"syncd"}, IncludeVars: true, KeepTime: true, Icon: "external link"}}
	p.Templating.List = append([]Variable{
		{Name: "datasource", Label: "Data source", Type: "datasource", Query: "prometheus", Refresh: 1, Options: []choice{}},
		several("job", "Job", "label_values(syncd_build_info, job)"),
	}, more...)
	p.Annotations.List = []Annotation{}
	return p
}

// several is a variable of which readers choose some values, or all.
func several(name, label, query string) Variable {
	v := single(name, label, query)
	v.Multi, v.IncludeAll, v.AllValue = true, true, ".*"
	v.Current = &choice{true, []string{"All"}, []string{"$__all"}}
	return v
}

// single is a variable of which readers choose one value.
func single(name, label, query string) Variable {
	at := source()
	return Variable{Name: name, Label: label, Type: "query", Query: variableQuery{query, name}, Definition: query, Datasource: &at, Refresh: 2, Sort: 1, Options: []choice{}}
}

// address is a variable that holds where pages are.
func address(name, label, url string) Variable {
	url = strings.TrimSuffix(url, "/")
	c := choice{true, url, url}
	return Variable{Name: name, Label: label, Type: "textbox", Query: url, Current: &c, Options: []choice{c}}
}

// pages is where syncd's pages are, and site where people find Jira.
func (o Options) pages() Variable { return address("board_url", "syncd pages", o.BoardURL) }
func (o Options) site() Variable  { return address("jira_url", "Jira", o.JiraURL) }

// row begins a part of the board.
func (p *page) row(title string) {
	p.flush()
	no := false
	p.put(Panel{Type: "row", Title: title, GridPos: grid{H: 1, W: wide}, Collapsed: &no})
	p.flush()
}

// line puts panels of one height beside each other; what does not fit goes below.
func (p *page) line(h int, panels ...Panel) {
	for _, panel := range panels {
		panel.GridPos.H = h
		if panel.GridPos.W == 0 {
			panel.GridPos.W = wide / len(panels)
		}
		p.put(panel)
	}
	p.flush()
}

// of sets the width of a panel.
func (p Panel) of(w int) Panel {
	p.GridPos.W = w
	return p
}

// put places one panel.
func (p *page) put(panel Panel) {
	if p.x+panel.GridPos.W > wide {
		p.flush()
	}
	panel.ID, panel.GridPos.X, panel.GridPos.Y = len(p.Panels)+1, p.x, p.y
	p.x, p.h = p.x+panel.GridPos.W, max(p.h, panel.GridPos.H)
	p.Panels = append(p.Panels, panel)
}

// flush begins a new line.
func (p *page) flush() { p.x, p.y, p.h = 0, p.y+p.h, 0 }

// mark adds moments to all graphs: the values of a series of timestamps.
func (p *page) mark(name, moments, title, text, color string, shown bool) {
	p.Annotations.List = append(p.Annotations.List, Annotation{Name: name, Datasource: source(), Enable: shown, Expr: moments + " * 1000", UseValueForTime: true,
		TitleFormat: title, TextFormat: text, Step: "1m", IconColor: color})
}

// restarts marks when instances started.
func (p *page) restarts(shown bool) {
	p.mark("Restarts", pick("process_start_time_seconds"), "syncd started", "{{instance}}", "blue", shown)
}
