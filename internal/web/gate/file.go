package gate

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	toolkit "github.com/prometheus/exporter-toolkit/web"
	"go.yaml.in/yaml/v2" // the toolkit's own parser: both must see the same in a file
	"golang.org/x/crypto/bcrypt"
)

// Facts is what a web configuration file sets, as far as others must know it.
type Facts struct {
	TLS          bool
	Certificates bool     // only clients whose certificate is verified get in
	Users        []string // who has a password, sorted
}

// Login reports whether nobody gets in unknown.
func (f Facts) Login() bool { return f.Certificates || len(f.Users) > 0 }

// Inspect reads a web configuration file and what it refers to. Errors name the file
// and say what to do; they hold neither passwords nor keys.
func Inspect(path string) (Facts, error) {
	c, err := read(path)
	if err != nil {
		return Facts{}, err
	}
	users := slices.Sorted(maps.Keys(c.Users))
	for _, user := range users {
		if _, err := bcrypt.Cost([]byte(c.Users[user])); err != nil {
			return Facts{}, fmt.Errorf(`%s: basic_auth_users: the password of %q is no bcrypt hash: make one with htpasswd -nBC 10 "" | tr -d ':\n'`, path, user)
		}
	}
	if err := toolkit.Validate(path); err != nil {
		return Facts{}, unsound(path, err)
	}
	f := Facts{TLS: c.TLSConfig.IsEnabled(), Users: users}
	f.Certificates = f.TLS && c.TLSConfig.ClientAuth == "RequireAndVerifyClientCert"
	if f.TLS {
		err = authorities(c.TLSConfig, path)
	}
	return f, err
}

// read parses a web configuration file; what it refers to is not looked at.
func read(path string) (*toolkit.Config, error) {
	raw, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the web configuration file %s does not exist: create it, or correct the name", path)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("the web configuration file %s may not be read by this user: let the user that runs syncd read it, and no other", path)
	case err != nil:
		return nil, fmt.Errorf("read web configuration file: %w", err)
	}
	c := &toolkit.Config{}
	if err := yaml.UnmarshalStrict(raw, c); err != nil {
		return nil, unsound(path, err)
	}
	return c, nil
}

// Words of the parsers that only programmers understand, and values, which may be
// secrets that somebody put at the wrong place.
var (
	goTypes = regexp.MustCompile(` (in|into) (type )?[a-z]+\.[A-Za-z.]+| into map\[string\]\S+`)
	values  = regexp.MustCompile("`[^`]*`")
)

// unsound says what is wrong in a web configuration file.
func unsound(path string, err error) error {
	text := err.Error()
	if bad := (*yaml.TypeError)(nil); errors.As(err, &bad) {
		text = strings.Join(bad.Errors, "; ")
	}
	text = values.ReplaceAllString(goTypes.ReplaceAllString(text, ""), "a value")
	return fmt.Errorf("the web configuration file %s is not sound: %s; it has the form of Prometheus' exporters: tls_server_config, http_server_config, basic_auth_users, rate_limit",
		path, strings.TrimPrefix(text, "yaml: "))
}

// authorities refuses a file of client authorities without any in it: the toolkit takes
// it, and then nobody gets in.
func authorities(c toolkit.TLSConfig, path string) error {
	c.SetDirectory(filepath.Dir(path))
	cfg, err := toolkit.ConfigToTLSConfig(&c)
	if err != nil {
		return unsound(path, err)
	}
	if cfg.ClientCAs != nil && cfg.ClientCAs.Equal(x509.NewCertPool()) {
		return fmt.Errorf("the web configuration file %s: there is no PEM certificate in the client_ca or client_ca_file: put those of the authorities there that sign clients' certificates", path)
	}
	return nil
}
