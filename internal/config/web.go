package config

import (
	"errors"
	"net"
	"net/netip"
	"strconv"
)

// Web is the listener of pages, API and metrics.
type Web struct {
	Listen string `yaml:"listen" check:"listen" doc:"host:port to listen on; empty: no web"`
	URL    string `yaml:"url" check:"url" doc:"how people reach it: used in every link that is written"`
	// Titles are words of people: where series go is another system, with readers of its own.
	Titles   bool `yaml:"titles_in_metrics" doc:"the series of a story has its title, unless the issue has a security level"`
	Insecure bool `yaml:"insecure" doc:"allow to listen beyond loopback without TLS and login"`
}

// check refuses to show results to a whole network by accident.
func (w *Web) check(r *ruling) {
	if w.Listen == "" || w.Insecure || !r.sound("web.listen") {
		return
	}
	if host, _, err := net.SplitHostPort(w.Listen); err == nil && !loopback(host) {
		r.fault("web.listen", "%s is reachable from other machines without TLS and login: listen on 127.0.0.1 behind a proxy, or set web.insecure: true", w.Listen)
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
