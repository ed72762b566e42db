// Package xraycloud is a simulated Xray Cloud: its GraphQL interface beside a simulated Jira Cloud, whose issues the tests
// and executions are.
//
// POST /api/v2/authenticate takes the client id demo-id and the secret demo-secret and answers a bare quoted token; POST
// /api/v2/graphql takes requests with it. Both are at the Jira's own address, which the product's are not; its faults,
// latency and control plane hold for them, its login and its limits do not. The API key belongs to demo@example.com, who
// sees what he sees in Jira.
//
// schema.graphql is what there is. A request that does not fit it is 400; what fails while it is answered is 200 with
// errors beside partial data; writes have warnings and succeed. See cost.go for how much one request may ask for.
package xraycloud

import (
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraycloud/graphql"
)

//go:embed schema.graphql
var schemaText string

// Options set up a Server; the zero value is Xray with its seed beside a new Jira.
type Options struct {
	Jira      *simjira.Server // of edition Cloud; nil is a new one with xray.Seed; its time is this Xray's time
	TokenLife time.Duration   // default 24 hours
	Resolvers int             // most queries, mutations and nested connections of one request; default 25
	Limits    bool            // 300 requests in five minutes
	// PagesJQL pages whatever a JQL query finds, as newer servers do; otherwise more than 100 issues are an error.
	PagesJQL bool
	Statuses []xray.Status // nil are the built-in ones
	Bare     bool          // without the runs of the seed
}

// The credentials of the API key, and whose it is.
const (
	ClientID     = "demo-id"
	ClientSecret = "demo-secret"
	keeper       = "demo@example.com"
)

// Server is one Jira with Xray beside it. The Book's methods do what people do.
type Server struct {
	*xray.Book
	opts   Options
	jira   *simjira.Server
	schema *graphql.Schema

	mu     sync.Mutex
	tokens map[string]time.Time // when each was handed out
	issued int
	asked  []time.Time // requests of the last five minutes
}

// New puts Xray beside a Jira.
func New(o Options) (*Server, error) {
	if o.Jira == nil {
		seed, err := xray.Seed()
		if err != nil {
			return nil, fmt.Errorf("xray simulator: %w", err)
		}
		if o.Jira, err = simjira.New(simjira.Options{Seed: seed}); err != nil {
			return nil, err
		}
	}
	if o.Jira.Edition() != simjira.Cloud {
		return nil, errors.New("xray simulator: this Xray stands beside a Jira Cloud")
	}
	if o.TokenLife <= 0 {
		o.TokenLife = 24 * time.Hour
	}
	if o.Resolvers <= 0 {
		o.Resolvers = 25
	}
	schema, err := graphql.ParseSchema(schemaText)
	if err != nil {
		return nil, fmt.Errorf("xray simulator: %w", err)
	}
	book, err := xray.New(xray.Options{Jira: o.Jira, Statuses: o.Statuses, Bare: o.Bare})
	if err != nil {
		return nil, err
	}
	s := &Server{Book: book, opts: o, jira: o.Jira, schema: schema, tokens: map[string]time.Time{}}
	o.Jira.Mount("/api/v2/",
		face.Route{Method: "POST", Path: "/api/v2/authenticate", Access: face.Own, Handle: s.authenticate},
		face.Route{Method: "POST", Path: "/api/v2/graphql", Access: face.Own, Handle: s.graphql})
	book.Control("/api/v2/")
	return s, nil
}

// ServeHTTP answers for Jira and Xray alike.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.jira.ServeHTTP(w, r) }

// Client is a client of both, in the process.
func (s *Server) Client() *http.Client { return s.jira.Client() }

// RevokeTokens ends every token at once, as a new API key does.
func (s *Server) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}
