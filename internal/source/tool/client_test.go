package tool_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// answering is a transport made of a function.
type answering func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

// TestSlowAndOctets: a list that takes a minute is waited for, and one that is called
// octets is asked for and read.
func TestSlowAndOctets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		way := answering(func(r *http.Request) (*http.Response, error) {
			asked++
			select {
			case <-time.After(70 * time.Second):
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
			if !strings.Contains(r.Header.Get("Accept"), "*/*") {
				return &http.Response{StatusCode: http.StatusNotAcceptable, Body: http.NoBody, Request: r}, nil
			}
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/octet-stream"}}, Body: io.NopCloser(strings.NewReader("[1]")), Request: r}, nil
		})
		env := source.Env{Name: "tests", Now: time.Now, Dial: func(o httpx.Options) *httpx.Client { o.Transport = way; return httpx.New(o) }}
		c := tool.New(env, tool.Options{Name: "Xray", Base: &url.URL{Scheme: "https", Host: "jira.example.com"}, Rate: 60})
		var out []int
		if err := c.Do(t.Context(), tool.Call{Doing: "read the runs", Path: "rest/raven/1.0/testruns", Out: &out}); err != nil || len(out) != 1 || asked != 1 {
			t.Errorf("read %v after %d requests: %v", out, asked, err)
		}
	})
}

// TestNoTLS: where http is spoken the cure says so.
func TestNoTLS(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	base, err := url.Parse(strings.Replace(plain.URL, "http:", "https:", 1))
	if err != nil {
		t.Fatal(err)
	}
	env := source.Env{Name: "tests", Now: time.Now, Dial: func(o httpx.Options) *httpx.Client { o.Patience = time.Millisecond; return httpx.New(o) }}
	c := tool.New(env, tool.Options{Name: "Xray", Base: base, Rate: 60})
	var said *source.Error
	if err := c.Do(t.Context(), tool.Call{Doing: "read the runs", Path: "runs"}); !errors.As(err, &said) || said.Kind != source.Unavailable || !strings.Contains(said.Cure, base.Host+" does not speak TLS") {
		t.Errorf("it says %v", err)
	}
}
