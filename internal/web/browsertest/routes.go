package browsertest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// top is the folder of the whole repository.
func top(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test's folder")
		}
	}
}

// Routes are the patterns of all pages, read from the source of internal/web: the keys
// of its maps of page functions. A page that is added there is known here.
func Routes(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(top(t), "internal", "web", "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("find the source of the pages: %v %v", names, err)
	}
	var routes []string
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			routes = append(routes, keys(n)...)
			return true
		})
	}
	if len(routes) < 8 {
		t.Fatalf("the source of the pages has %v alone as its routes: correct how they are read", routes)
	}
	return routes
}

// keys are those of a literal of the type map[string]pageFunc, or of sheetFunc.
func keys(n ast.Node) (out []string) {
	literal, ok := n.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	kind, ok := literal.Type.(*ast.MapType)
	if !ok {
		return nil
	}
	if of, ok := kind.Value.(*ast.Ident); !ok || of.Name != "pageFunc" && of.Name != "sheetFunc" {
		return nil
	}
	for _, e := range literal.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if text, ok := pair.Key.(*ast.BasicLit); ok {
			if key, err := strconv.Unquote(text.Value); err == nil {
				out = append(out, key)
			}
		}
	}
	return out
}

// matcher tells which of the routes serves an address.
func matcher(routes []string) func(*url.URL) string {
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.Handle(r, http.NotFoundHandler())
	}
	return func(u *url.URL) string {
		_, pattern := mux.Handler(&http.Request{Method: http.MethodGet, URL: u, Host: u.Host})
		return pattern
	}
}
