package files

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"unicode"

	"syncd/internal/format"
	"syncd/internal/model"
)

// What CI plug-ins put beside Allure's results to say which build they are of, and what
// teams put there to say what was tested.
const (
	executorName    = "executor.json"
	environmentName = "environment.properties"
)

// allureFormat is the name of the parser whose results these two speak for.
const allureFormat = "allure"

// executor is what such a file may say; everything is optional.
type executor struct {
	Name       string          `json:"name"`
	URL        string          `json:"url"`
	BuildName  string          `json:"buildName"`
	BuildOrder json.RawMessage `json:"buildOrder"` // a number, or a text that is one
	BuildURL   string          `json:"buildUrl"`
	ReportURL  string          `json:"reportUrl"`
}

// order is the build's number.
func (e executor) order() string { return strings.Trim(string(e.BuildOrder), `"`) }

// id declares the run: the build's address, or its name and number at its CI. The same
// build in several folders (shards) is one run. A CI's name alone declares nothing.
func (e executor) id() string {
	switch {
	case e.BuildURL != "":
		return e.BuildURL
	case e.BuildName != "" || e.order() != "":
		return strings.Join(strings.Fields(strings.Join([]string{e.Name, e.URL, e.BuildName, e.order()}, " ")), " ")
	}
	return ""
}

// context is what the file says of the run.
func (e executor) context() model.Context {
	c := model.Context{Build: cmp.Or(e.BuildName, e.order())}
	for _, url := range []string{e.BuildURL, e.ReportURL, e.URL} {
		if c.URL == "" && format.Page(url) {
			c.URL = url
		}
	}
	return c
}

// beside is what the two files in a folder say of its Allure results.
type beside struct {
	context  model.Context
	declared string
	faults   []model.Fault // what could not be read; the results count without it
}

// besides reads what lies beside a result, once per folder.
func (s *sidecars) besides(result entry) beside {
	dir, at := path.Dir(result.path), path.Dir(result.file)
	if known, ok := s.beside[dir]; ok {
		return known
	}
	var out beside
	note := func(name string, err error) {
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			out.faults = append(out.faults, model.Fault{Origin: path.Join(dir, name),
				Text: fmt.Sprintf("%v; the results beside it are read without what it says", err)})
		}
	}
	e, err := decodeExecutor(result.root, path.Join(at, executorName))
	note(executorName, err)
	c, err := decodeEnvironment(result.root, path.Join(at, environmentName))
	note(environmentName, err)
	out.context, out.declared = c.Or(e.context()), e.id()
	s.beside[dir] = out
	return out
}

// decodeExecutor reads an executor.json. Members that are not known are the plug-in's.
func decodeExecutor(root *os.Root, name string) (executor, error) {
	f, err := openRegular(root, name)
	if err != nil {
		return executor{}, err
	}
	defer f.Close()
	var e executor
	if err := json.NewDecoder(format.Capped(f, sidecarMax)).Decode(&e); err != nil {
		return executor{}, fmt.Errorf("read: %w", err)
	}
	for _, v := range []*string{&e.Name, &e.URL, &e.BuildName, &e.BuildURL, &e.ReportURL} {
		*v = plainValue(*v)
	}
	if len(e.BuildOrder) > 40 || strings.ContainsAny(string(e.BuildOrder), "{[\\") || string(e.BuildOrder) == "null" {
		e.BuildOrder = nil
	}
	return e, nil
}

// decodeEnvironment reads Java properties of which few names say what a run ran on.
func decodeEnvironment(root *os.Root, name string) (model.Context, error) {
	f, err := openRegular(root, name)
	if err != nil {
		return model.Context{}, err
	}
	defer f.Close()
	var c model.Context
	lines := bufio.NewScanner(format.Capped(f, sidecarMax))
	lines.Buffer(nil, sidecarMax)
	for lines.Scan() {
		if name, value, ok := property(lines.Text()); ok {
			format.Describe(&c, name, value)
		}
	}
	if err := lines.Err(); err != nil {
		return model.Context{}, fmt.Errorf("read: %w", err)
	}
	return c, nil
}

// property reads a line of Java properties: `name = value`, `name: value`.
func property(line string) (name, value string, ok bool) {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' || line[0] == '!' {
		return "", "", false
	}
	at := -1
	for i := 0; i < len(line) && at < 0; i++ {
		switch line[i] {
		case '\\':
			i++
		case '=', ':':
			at = i
		}
	}
	if at < 0 {
		return "", "", false
	}
	unescape := strings.NewReplacer(`\ `, " ", `\:`, ":", `\=`, "=", `\\`, `\`)
	return strings.TrimSpace(unescape.Replace(line[:at])), plainValue(unescape.Replace(line[at+1:])), true
}

// plainValue makes a value fit to be shown: of one line, without control characters,
// and none that no CI writes.
func plainValue(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
	if len(s) > valueMax {
		return ""
	}
	return s
}
