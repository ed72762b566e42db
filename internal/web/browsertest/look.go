package browsertest

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// look is how a page is looked at.
type look struct {
	name    string
	theme   string // light or dark
	width   int    // in CSS pixels
	shot    bool   // a screenshot is kept
	paper   bool   // as it is printed
	unaided bool   // without scripts
}

// The widths of screens, a laptop's and a phone's, and of A4 between its margins.
const (
	desktop = 1280
	phone   = 390
	sheet   = 718
)

// The ways to look at the first page of its kind, and at others of the kind. Paper is
// tried from a dark screen, where it could come out dark.
var (
	closely = []look{{name: "light", theme: "light", width: desktop, shot: true}, {name: "dark", theme: "dark", width: desktop, shot: true},
		{name: "phone", theme: "light", width: phone, shot: true}, {name: "phone-dark", theme: "dark", width: phone},
		{name: "print", theme: "dark", width: sheet, shot: true, paper: true}, {name: "without scripts", theme: "light", width: desktop, unaided: true}}
	briefly = []look{{name: "light", theme: "light", width: desktop}, {name: "phone-dark", theme: "dark", width: phone}}
)

// wear makes the tab show pages in a look from the next load on.
func (t *tab) wear(l look) {
	t.b.t.Helper()
	media := ""
	if l.paper {
		media = "print"
	}
	t.do("Emulation.setEmulatedMedia", map[string]any{"media": media, "features": []map[string]string{
		{"name": "prefers-color-scheme", "value": l.theme}, {"name": "prefers-reduced-motion", "value": "reduce"}}}, nil)
	t.do("Emulation.setDeviceMetricsOverride", map[string]any{"width": l.width, "height": 844, "deviceScaleFactor": 1, "mobile": l.width == phone}, nil)
	t.do("Emulation.setScriptExecutionDisabled", map[string]any{"value": l.unaided}, nil)
}

// tallest is how much of a long page a screenshot shows, in CSS pixels.
const tallest = 2400

// save keeps a screenshot of the page, whole up to a limit.
func (t *tab) save(name string) {
	t.b.t.Helper()
	var size struct {
		Page struct{ Width, Height float64 } `json:"cssContentSize"`
	}
	t.do("Page.getLayoutMetrics", nil, &size)
	var shot struct{ Data string }
	t.do("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true, "optimizeForSpeed": true,
		"clip": map[string]any{"x": 0, "y": 0, "width": size.Page.Width, "height": min(size.Page.Height, tallest), "scale": 1}}, &shot)
	t.keep(name+".png", shot.Data)
}

// print keeps the page as a PDF on A4 and complains if it is none.
func (t *tab) print(name string) {
	t.b.t.Helper()
	var out struct{ Data string }
	t.do("Page.printToPDF", map[string]any{"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": true}, &out)
	if data := t.keep(name+".pdf", out.Data); !strings.HasPrefix(data, "%PDF-") {
		t.b.t.Errorf("%s printed is no PDF: %.20q", name, data)
	}
}

// keep writes what the browser made into the folder of screenshots, and returns it.
func (t *tab) keep(name, data string) string {
	t.b.t.Helper()
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		t.b.t.Fatalf("read %s: %v", name, err)
	}
	if err := os.MkdirAll(t.b.shots, 0o755); err != nil {
		t.b.t.Fatalf("keep screenshots: %v", err)
	}
	if err := os.WriteFile(filepath.Join(t.b.shots, name), raw, 0o644); err != nil {
		t.b.t.Fatalf("keep screenshots: %v", err)
	}
	return string(raw)
}

// key is one on the keyboard; text is what it types, if anything.
type key struct {
	name string
	code int
	text string
}

var (
	tabulator = key{name: "Tab", code: 9}
	enter     = key{name: "Enter", code: 13, text: "\r"}
)

// press presses keys one after the other, as fast as the browser takes them.
func (t *tab) press(keys ...key) {
	t.b.t.Helper()
	const method = "Input.dispatchKeyEvent"
	var done []<-chan message
	for _, k := range keys {
		for _, way := range []string{"keyDown", "keyUp"} {
			event := map[string]any{"type": way, "key": k.name, "code": k.name, "windowsVirtualKeyCode": k.code}
			if way == "keyDown" && k.text != "" {
				event["text"] = k.text
			}
			done = append(done, t.send(method, event))
		}
	}
	for _, c := range done {
		if err := await(c, method, nil); err != nil {
			t.b.t.Fatal(err)
		}
	}
}

// ask calls a tool that finds faults.
func (t *tab) ask(call string, args ...any) []string {
	t.b.t.Helper()
	var faults []string
	t.eval("tools."+fmt.Sprintf(call, args...), &faults)
	return faults
}
