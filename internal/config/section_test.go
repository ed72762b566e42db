package config_test

import (
	"strings"
	"testing"

	"syncd/internal/config"
	"syncd/internal/source"
)

func TestSection(t *testing.T) {
	tests := []struct{ example, want string }{
		{"name: a\nkind: files\npath: /x # folder\nquiet: 5m\n", ""},
		{"name: a\nkind: files\npth: /x\n", `unknown key "pth"; did you mean "path"?`},
		{"name: a\nkind: files\n", "path is missing: name the folder"},
		{"name: a\nkind: other\n", `unknown kind of source "other"; did you mean`},
		{"", "empty"},
	}
	for _, tc := range tests {
		spec := options().Catalog[0]
		spec.Example = tc.example
		s, report := config.Section(spec)
		switch {
		case tc.want == "" && (report.Err() != nil || s.Config.(*folder).Path != "/x"):
			t.Errorf("%q: %v", tc.example, report.Err())
		case tc.want != "" && !strings.Contains(report.Error(), strings.TrimSuffix(tc.want, "; did you mean")):
			t.Errorf("%q: %s, want %q", tc.example, report.Error(), tc.want)
		}
	}
}

// TestOddSpecs: a kind whose config is no struct is a fault, not a panic.
func TestOddSpecs(t *testing.T) {
	for _, odd := range []source.Config{nil, oddConfig(1)} {
		opt := options()
		opt.Catalog[0].Config = func() source.Config { return odd }
		_, report := config.Parse("x.yaml", []byte(minimal), opt)
		if !strings.Contains(report.Error(), `sources of kind "files" cannot be configured`) {
			t.Errorf("%T: %s", odd, report.Error())
		}
		if len(config.Schema(opt.Catalog)) == 0 {
			t.Errorf("%T: no schema", odd)
		}
	}
}

// oddConfig is a config that holds no keys.
type oddConfig int

func (oddConfig) Validate() []source.Problem { return nil }

func (oddConfig) New(source.Env) (source.Source, error) { return nil, nil }
