package config

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"

	"syncd/internal/web/gate"
)

// Web is the listener of pages, API and metrics.
type Web struct {
	Listen     string   `yaml:"listen" check:"listen" doc:"host:port to listen on; empty: no web"`
	URL        string   `yaml:"url" check:"url" doc:"how people reach it: used in every link that is written; its path is the prefix behind a proxy"`
	ConfigFile string   `yaml:"config_file" doc:"file with TLS and the users who may log in, as Prometheus' exporters have it; read again whenever it is needed"`
	Admins     []string `yaml:"admins" check:"filled" doc:"users of that file who may also act: reload, trigger, pause, resume; the others may read"`
	// Titles are words of people: where series go is another system, with readers of its own.
	Titles   bool `yaml:"titles_in_metrics" doc:"the series of a story has its title, unless the issue has a security level"`
	Insecure bool `yaml:"insecure" doc:"allow to listen beyond loopback without TLS and login"`
}

// check refuses to show results to a whole network by accident. What a file of users
// says is looked at by CheckWeb.
func (w *Web) check(r *ruling) {
	if w.ConfigFile != "" {
		w.ConfigFile = r.resolve("web.config_file", w.ConfigFile)
	} else if len(w.Admins) > 0 && r.sound("web.config_file") {
		r.fault("web.admins", "web.admins: nobody can log in, so nobody can be told from others: name a file with basic_auth_users in web.config_file")
	}
	if w.Listen == "" || w.Insecure || w.ConfigFile != "" || !r.sound("web.listen", "web.config_file") {
		return
	}
	if w.beyond() {
		r.fault("web.listen", "%s is reachable from other machines without TLS and login: listen on 127.0.0.1 behind a proxy, give it both with web.config_file, or set web.insecure: true", w.Listen)
	}
}

// beyond reports whether other machines can reach the listener.
func (w *Web) beyond() bool {
	host, _, err := net.SplitHostPort(w.Listen)
	return err == nil && !loopback(host)
}

// CheckWeb reads the file that web.config_file names, with certificates and keys, and
// reports what is wrong. The daemon needs it and `check` asks for it; other commands
// work for people who may not read it.
func (c *Config) CheckWeb() Report {
	r := ruling{report: &reporter{texts: c.texts}, book: c.book}
	if c.Web.Listen != "" && c.Web.ConfigFile != "" {
		c.Web.checkFile(&r)
	}
	return r.report.finish()
}

// checkFile judges the web configuration file.
func (w *Web) checkFile(r *ruling) {
	facts, err := gate.Inspect(w.ConfigFile)
	if err != nil {
		r.fault("web.config_file", "web.config_file: %v", err)
		return
	}
	if w.beyond() && !w.Insecure && !(facts.TLS && facts.Login()) {
		lacks := "tls_server_config and basic_auth_users"
		switch {
		case facts.TLS:
			lacks = "basic_auth_users, or client_auth_type: RequireAndVerifyClientCert"
		case facts.Login():
			lacks = "tls_server_config"
		}
		r.fault("web.listen", "%s is reachable from other machines without TLS and login: %s lacks %s; or listen on 127.0.0.1 behind a proxy, or set web.insecure: true", w.Listen, w.ConfigFile, lacks)
	}
	for i, name := range w.Admins {
		if !slices.Contains(facts.Users, name) {
			r.fault(item("web.admins", i), "web.admins: %q is no user of %s%s; correct the name, or add it to basic_auth_users there", name, w.ConfigFile, meant(name, facts.Users))
		}
	}
	if info, err := os.Stat(w.ConfigFile); err == nil && info.Mode().Perm()&0o004 != 0 && len(facts.Users) > 0 {
		r.report.warn(r.at("web.config_file"), "web.config_file: every user of this machine can read the hashes of passwords in %s: chmod 640 it", w.ConfigFile)
	}
}

// loopback reports whether a host is this machine only.
func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// listen checks a host:port.
func listen(text string) error {
	if text == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return errors.New("must be host:port, for example 127.0.0.1:9717")
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n > 65535 {
		return errors.New("has a port that is not a number from 0 to 65535")
	}
	return nil
}
