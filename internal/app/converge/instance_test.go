package converge

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"syncd/internal/app"
	"syncd/internal/catalog"
	"syncd/internal/config"
)

// instance is one of two houses on one database. It reaches the database by a cable of its
// own, so that it can die: whatever its code still does, nobody hears of it.
type instance struct {
	*pair
	name  string
	house *app.House
	cable *cable
	doom  doom
	wrote int
}

// doom is how an instance is struck in a cycle.
type doom struct {
	at    string // a failpoint, or a moment around a write
	nth   int    // of the writes
	still bool   // it stands still beyond its lease, and goes on; else it dies
}

// String tells it.
func (d doom) String() string {
	switch {
	case d.at == "":
		return "a cycle"
	case d.still:
		return "a cycle, to stand still at " + d.at
	case d.nth > 0:
		return fmt.Sprintf("a cycle, to die %s of write %d", d.at, d.nth)
	}
	return "a cycle, to die at " + d.at
}

// open opens the house, as a new process would.
func (i *instance) open() {
	i.Helper()
	u, err := url.Parse(i.url)
	if err != nil {
		i.Fatal(err)
	}
	q := u.Query()
	i.mu.Lock()
	i.cables++
	port := strconv.Itoa(i.cables)
	i.mu.Unlock()
	i.cable = newCable(i.pair, filepath.Join(q.Get("host"), ".s.PGSQL."+q.Get("port")), port)
	q.Set("host", i.sockets) // of all the same, as it is one place
	q.Set("port", port)
	u.RawQuery = q.Encode()
	cfg, report := config.Parse(filepath.Join(i.dir, "syncd.yaml"), fmt.Appendf(nil, `
jira: { url: "https://jira.example", owner: %s, auth: { method: bearer, token: demo-token }, timeout: 1s, settle: %s, index_lag: 15s }
store: { url: %q, lease: %s }
web: { url: https://quality.example }
sources: [{ name: web, kind: files, path: results }]
syncs: [{ name: shop, policy: full, sources: [web], project: SHOP, defects: { when: "failures >= 1", together: nothing } }]
`, owner, pairSettle, u.String(), pairLease), config.Options{Catalog: catalog.Sources(), CheckWhen: app.CheckWhen, CheckSummary: app.CheckSummary})
	if err := report.Err(); err != nil {
		i.Fatal(err)
	}
	i.house, err = app.Open(context.Background(), app.Options{Config: cfg, Version: "test", Now: time.Now, Transport: i, NoSync: true})
	if err != nil {
		i.Fatal(err)
	}
}

// close ends it in good order, or what is left of it.
func (i *instance) close() {
	_ = i.house.Close() // its cable may be cut
	i.cable.cut()
}

// cycle runs one cycle, which may be its last.
func (i *instance) cycle(d doom) {
	i.doom, i.wrote = d, 0
	i.say("%s: %s", i.name, d)
	died := false
	func() {
		mortal(i, true)
		defer mortal(i, false)
		defer func() {
			switch p := recover().(type) {
			case nil:
			case doom:
				died = true
			default:
				panic(p)
			}
		}()
		c, err := i.house.Cycle(context.Background(), app.Ask{Sync: "shop", Trigger: "command"})
		i.say("%s: %s %v", i.name, told(c), err)
	}()
	i.mu.Lock()
	i.count.cycles++
	if died {
		i.count.deaths++
	}
	i.mu.Unlock()
	if i.doom = (doom{}); died {
		i.say("%s is dead; another takes its place", i.name)
		i.close()
		i.open()
	}
}

// die ends it here: its connections first.
func (i *instance) die() {
	i.cable.cut()
	panic(i.doom)
}

// reach dies or stands still at a failpoint if that is the plan.
func (i *instance) reach(name string) {
	if i.doom.at != name || i.doom.nth > 0 {
		return
	}
	if !i.doom.still {
		i.die()
	}
	i.doom = doom{}
	i.mu.Lock()
	i.count.pauses++
	i.mu.Unlock()
	i.cable.hold()
	time.Sleep(pairLease + pairSettle + 2*time.Second)
	i.cable.release()
	i.say("%s goes on", i.name)
}

// RoundTrip is the way to Jira, on which it may die.
func (i *instance) RoundTrip(r *http.Request) (*http.Response, error) {
	to := i.server.Transport()
	if !writes(r) {
		return to.RoundTrip(r)
	}
	if i.wrote++; i.doom.nth == 0 || i.wrote != i.doom.nth {
		return to.RoundTrip(r)
	}
	switch i.doom.at {
	case before:
		i.die()
	case inTheAir:
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		go i.land(r.Clone(context.Background()), body)
	default:
		if res, err := to.RoundTrip(r); err == nil {
			res.Body.Close()
		}
	}
	i.die()
	return nil, nil
}

// cable is a socket that leads to a database and can be cut or held.
type cable struct {
	door  net.Listener
	mu    sync.Mutex
	conns []net.Conn
	gate  sync.RWMutex // held for writing, nothing passes
}

// newCable lays one to a socket.
func newCable(p *pair, socket, port string) *cable {
	l := &cable{}
	var err error
	if l.door, err = net.Listen("unix", filepath.Join(p.sockets, ".s.PGSQL."+port)); err != nil {
		p.Fatal(err)
	}
	go func() {
		for {
			in, err := l.door.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", socket)
			if err != nil {
				in.Close()
				continue
			}
			l.mu.Lock()
			l.conns = append(l.conns, in, out)
			l.mu.Unlock()
			go l.pass(in, out)
			go l.pass(out, in)
		}
	}()
	return l
}

// pass carries one direction.
func (l *cable) pass(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	for block := make([]byte, 32<<10); ; {
		n, err := from.Read(block)
		if err != nil {
			return
		}
		l.gate.RLock()
		_, err = to.Write(block[:n])
		l.gate.RUnlock()
		if err != nil {
			return
		}
	}
}

// cut ends all connections for good.
func (l *cable) cut() {
	_ = l.door.Close() // it may be closed
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.conns {
		_ = c.Close() // it may be closed
	}
	l.conns = nil
}

// hold lets nothing pass until release.
func (l *cable) hold()    { l.gate.Lock() }
func (l *cable) release() { l.gate.Unlock() }
