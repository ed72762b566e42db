package web

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"syncd/internal/record"
)

// reportBody is a scope as a file: with all its stories, and links that lead back where
// somebody said how people reach the pages.
type reportBody struct {
	scopeBody
	Made    time.Time
	Version string
}

// WriteReport writes a report as one HTML file that needs nothing else: styles are inside,
// and there are no scripts. It asks for nothing over the network.
func WriteReport(w io.Writer, r record.Report) error {
	t, err := template.New("report").Funcs(functions(func() time.Time { return r.Made })).
		ParseFS(files, "templates/parts.html", "templates/scopeparts.html", "templates/report.html")
	if err != nil {
		return fmt.Errorf("parse report: %w", err)
	}
	// The style sheet is parsed as a template of its own: its text is ours, as that of
	// every template, and needs no mark that says so.
	if _, err := t.New("css").Parse(string(asset("static/style.css"))); err != nil {
		return fmt.Errorf("parse style sheet: %w", err)
	}
	at := shelf{}
	if r.Pages != "" {
		at.Pages = strings.TrimRight(r.Pages, "/") + "/"
	}
	b := reportBody{scopeBody: newScopeBody(r.ScopeView, at), Made: r.Made, Version: r.Version}
	b.File, b.Page.Members = true, r.Stories
	if err := t.ExecuteTemplate(w, "report", b); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// Here is the page that the report is made of.
func (b reportBody) Here() string {
	if !b.FrozenAt.IsZero() {
		return b.FrozenPage(b.scopeBody.Scope)
	}
	return b.ScopePage(b.scopeBody.Scope)
}
