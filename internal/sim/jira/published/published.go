// Package published holds what goes over the wire against what Atlassian publishes: the OpenAPI documents of Jira
// Cloud's platform API (version 3) and software API. Nobody publishes an open document of Data Center, and none of
// Cloud's version 2 is at hand: what goes to those is not judged here.
//
// Describe takes a description in our words instead, which the simulators of products without such documents have.
//
// An Oracle judges one Exchange, a Ledger keeps the verdicts of a run and knows which deviations are explained. The
// documents are data beside the repository; where they are absent, Open says so. For tests only.
package published

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// The documents' file names, by the root of the API that each describes.
var documents = map[string]string{"/rest/api/3/": "jira-cloud-platform-v3.json", "/rest/agile/1.0/": "jira-software-cloud.json"}

// Oracle judges exchanges.
type Oracle struct {
	apis    map[string]routers.Router // by root
	schemas openapi3.Schemas          // of the platform API
}

// Open reads the documents from the folder that SYNCD_SPECS names, or from ../shared/specs beside the repository. An
// error that is fs.ErrNotExist tells that they are not there.
func Open() (*Oracle, error) {
	folder := folder()
	o := &Oracle{apis: map[string]routers.Router{}}
	for root, name := range documents {
		doc, err := load(filepath.Join(folder, name))
		if err != nil {
			return nil, fmt.Errorf("open the published description of %s (SYNCD_SPECS names its folder): %w", root, err)
		}
		router, err := gorillamux.NewRouter(doc)
		if err != nil {
			return nil, fmt.Errorf("read the paths of %s: %w", name, err)
		}
		o.apis[root] = router
		if strings.HasPrefix(root, "/rest/api/") {
			o.schemas = doc.Components.Schemas
		}
	}
	return o, nil
}

// Describe reads a description from a file; it is of the API below a root.
func Describe(root, path string) (*Oracle, error) {
	doc, err := load(path)
	if err != nil {
		return nil, fmt.Errorf("open the description of %s: %w", root, err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, fmt.Errorf("read the paths of %s: %w", path, err)
	}
	return &Oracle{apis: map[string]routers.Router{root: router}}, nil
}

// Document is that of the API below a root, as it is, for what an Oracle does not judge. An error that is
// fs.ErrNotExist tells that it is not there.
func Document(root string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(folder(), documents[root]))
	if err != nil {
		return nil, fmt.Errorf("open the published description of %s (SYNCD_SPECS names its folder): %w", root, err)
	}
	return data, nil
}

// folder is where the documents lie.
func folder() string {
	if named := os.Getenv("SYNCD_SPECS"); named != "" {
		return named
	}
	return beside()
}

// beside is the folder of documents beside the repository in which a test runs.
func beside() string {
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	return filepath.Join(dir, "..", "shared", "specs")
}

// ambiguous are paths of which the platform's document has two that differ in the name of a placeholder alone, which
// OpenAPI forbids. They concern nothing that is simulated.
var ambiguous = []string{"/rest/api/3/field/{id}", "/rest/api/3/issuesecurityschemes/{id}", "/rest/api/3/notificationscheme/{id}"}

// load reads a document and insists that it is sound, but for its examples and defaults, many of which are not.
func load(path string) (*openapi3.T, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		return nil, err
	}
	for _, p := range ambiguous {
		doc.Paths.Delete(p)
	}
	doc.Servers = nil // whatever host a site has
	openAlternatives(doc.Components.Schemas)
	err = doc.Validate(context.Background(), openapi3.DisableExamplesValidation(), openapi3.DisableSchemaDefaultsValidation())
	return doc, err
}

// openAlternatives mends schemas that are closed, have no members of their own and offer alternatives: nothing at all
// could fit them. JqlQueryClause is one.
func openAlternatives(schemas openapi3.Schemas) {
	for _, ref := range schemas {
		s := ref.Value
		closed := s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has
		if closed && len(s.Properties) == 0 && len(s.AnyOf)+len(s.OneOf) > 0 {
			s.AdditionalProperties.Has = nil
		}
	}
}

// errElsewhere tells of a path that no document describes, below a root that none describes either.
var errElsewhere = errors.New("no document describes this API")

// find is the operation of a request.
func (o *Oracle) find(r *http.Request) (*routers.Route, map[string]string, error) {
	for root, api := range o.apis {
		if strings.HasPrefix(r.URL.Path, root) {
			return api.FindRoute(r)
		}
	}
	return nil, nil, errElsewhere
}
