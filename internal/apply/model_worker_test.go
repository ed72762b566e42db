package apply_test

import (
	"context"
	"errors"
	"iter"
	"time"

	"go.uber.org/zap"

	"syncd/internal/apply"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
)

// worker is one process. Its cycles run in a coroutine that stops before every step that
// others can see, and goes on when it is told to.
type worker struct {
	*scene
	number int
	busy   bool
	looked bool // for our marks, since it started
	at     string
	past   []moment // of this cycle
	sent   *request // the create that it waits for
	ctx    context.Context

	next  func() (string, bool) // goes on to where it stops next, false at the end of the cycle
	leave func()                // ends it where it is
	yield func(string) bool     // stops; false when it is to end
	how   string                // what becomes of the step before which it stopped
	again bool                  // the next read goes on with a probe
}

// moment is what a worker was answered.
type moment struct {
	text  string
	row   known
	at    time.Time
	timed bool // it matters how long ago that was
}

// known is what matters of a row.
type known struct {
	state      ledger.State
	attempts   int
	issue      string
	floor      int64
	resolvable bool
}

// knows sums up a row.
func knows(e *ledger.Entry) known {
	if e == nil {
		return known{}
	}
	return known{e.State, e.Attempts, e.IssueID, e.Floor, e.Resolvable(modelSettle, time.Now())}
}

// hears is where a worker waits for the answer to its request.
const hears = "hears"

// killed is the panic in which a worker dies.
type killed struct{}

// do makes the worker's next step.
func (w *worker) do(what string) {
	switch what {
	case "dies":
		w.kills--
		w.die()
	case "begins a cycle":
		if other := w.workers[1-w.number]; w.lease == other.number && other.busy && !w.apart && !w.naive {
			w.steals--
		}
		w.lease = w.number
		w.begin()
	default:
		w.goOn(what)
	}
}

// begin starts a cycle, up to its first step.
func (w *worker) begin() {
	w.busy, w.past, w.sent = true, nil, nil
	w.next, w.leave = iter.Pull(func(yield func(string) bool) {
		w.yield = yield
		defer func() {
			if p := recover(); p != nil && p != any(killed{}) {
				panic(p)
			}
		}()
		w.cycle(context.Background())
	})
	w.wait()
}

// goOn has it make the step before which it stopped.
func (w *worker) goOn(how string) {
	w.how = how
	w.wait()
}

// wait waits until it stops again, or has ended its cycle and given its lease back.
func (w *worker) wait() {
	at, open := w.next()
	if w.at = at; open {
		return
	}
	w.busy, w.past = false, nil
	if w.lease == w.number {
		w.lease = nobody
	}
}

// die kills it wherever it is. Its lease stays until another takes it.
func (w *worker) die() {
	if w.busy {
		w.leave()
	}
	w.busy, w.past, w.at, w.looked = false, nil, "", false
	for _, r := range w.flight {
		if r.from == w.number {
			r.from = nobody
		}
	}
}

// stop waits before a step until it is told how it goes.
func (w *worker) stop(before string) string {
	if !w.yield(before) {
		panic(killed{})
	}
	return w.how
}

// learn remembers an answer.
func (w *worker) learn(text string, timed bool) {
	w.past = append(w.past, moment{text: text, at: time.Now(), timed: timed})
}

// cycle is one cycle, in the order of room reconcile.
func (w *worker) cycle(ctx context.Context) {
	if w.naive {
		w.stop("searches")
		w.learn("seen", false)
		if w.indexed == 0 {
			_, _ = w.Create(ctx, nil) // it does not care
		}
		return
	}
	rows := w.rows()
	w.past = append(w.past, moment{text: "read", row: knows(w.row)})
	settle := modelSettle
	if w.hasty {
		settle = 0
	}
	changed, found, err := apply.Resolve(ctx, w, w, modelOwner, rows, settle, time.Now())
	if err != nil {
		return
	}
	if len(changed) > 0 {
		rows = w.rows()
		w.past = append(w.past, moment{text: "read", row: knows(w.row)})
	}
	if w.apart {
		w.stop("searches") // for two leases let others write between two reads of one cycle
	}
	found = append(found, w.issues[:w.indexed]...)
	w.learn("seen", false)
	if w.adopt(ctx, rows, found) || w.apart && w.number == 1 {
		return
	}
	if len(rows) > 0 && rows[0].State != ledger.Planned && rows[0].State != ledger.Refused {
		return // it has its issue, or nobody knows
	}
	if w.loses && !w.looked {
		found, _ = apply.Probe(ctx, w, "SHOP", 0) // a read by us does not fail
		if w.adopt(ctx, rows, found) {
			return
		}
		w.looked = true
	}
	w.create(ctx, rows)
}

// adopt keeps what carries our mark and reports whether there was anything to keep.
func (w *worker) adopt(ctx context.Context, rows []ledger.Entry, found []jira.Issue) bool {
	adopted := ledger.Adopt(ledger.NewBook(ledger.Facts{Entries: rows}, false), modelOwner, "jira", modelAccount, found, time.Now())
	if len(adopted) > 0 {
		w.looked = w.Save(ctx, []ledger.Entry{adopted[0].Entry}) == nil || w.eager // else the next cycle looks again
	}
	return len(adopted) > 0
}

// create has the room make the issue.
func (w *worker) create(ctx context.Context, rows []ledger.Entry) {
	row := ledger.Entry{Key: modelKey, Generation: 1, State: ledger.Planned, Role: ledger.Own, Site: "jira", Project: "SHOP"}
	made := plan.Plan{Changes: []plan.Change{{ID: "c1", Verb: plan.Create, Work: plan.Work{Draft: &plan.DraftWork{Entry: row,
		Draft: jira.Draft{Project: "SHOP", Labels: ledger.Labels(modelOwner, modelKey, 1)}}}}}}
	a := apply.New(apply.Options{Site: "jira", Sync: "shop", Owner: modelOwner, Account: modelAccount,
		Jira: apply.Jira{Reader: w, Writer: w}, Ledger: w, Book: ledger.NewBook(ledger.Facts{Entries: rows}, false),
		Journal: func(context.Context, plan.Outcome) error { return nil },
		Paused:  func(context.Context) (string, error) { return "", nil },
		Settle:  modelSettle, Wait: w.waits, Now: time.Now, Log: zap.NewNop()})
	_, _ = a.Apply(ctx, made) // how it ended is in the row, or will be found out
}

// errDeposed is a write under a lease that has gone to another.
var errDeposed = errors.New("deposed")

// commit is one transaction: something may happen before it. Where it matters how long ago
// it was, something may also happen before its sender knows.
func (w *worker) commit(what string, timed bool, do func() error) error {
	w.stop(what)
	err := errDeposed
	if w.apart || w.lease == w.number {
		err = do()
	}
	w.learn(what+text(err), timed)
	if timed {
		w.stop("goes on")
	}
	return err
}

// text is a fault as a word.
func text(err error) string {
	if err != nil {
		return " in vain"
	}
	return ""
}

// rows is the ledger.
func (w *worker) rows() []ledger.Entry {
	if w.row == nil {
		return nil
	}
	return []ledger.Entry{*w.row}
}

// Claim inserts the row if there is none.
func (w *worker) Claim(_ context.Context, entries []ledger.Entry) (out []ledger.Entry, err error) {
	err = w.commit("claims", false, func() error {
		if w.row == nil {
			w.row = &entries[0]
		}
		out = w.rows()
		return nil
	})
	return out, err
}

// Save writes the row, as far as the ledger lets it.
func (w *worker) Save(_ context.Context, entries []ledger.Entry) error {
	e := entries[0]
	return w.commit("saves "+string(e.State), e.State == ledger.Inflight, func() error {
		if w.row != nil && !w.careless {
			if err := e.Over(*w.row); err != nil {
				return err
			}
		}
		w.row = &e
		return nil
	})
}

// SaveLinks is for links, of which there are none.
func (w *worker) SaveLinks(context.Context, []ledger.Link) error { return nil }

// SavePublished is for stories, of which there are none.
func (w *worker) SavePublished(context.Context, []ledger.Published) error { return nil }

// SaveBacklinks is for test tools, of which there are none.
func (w *worker) SaveBacklinks(context.Context, []ledger.Backlink) error { return nil }

// Park is for changes that are no creates.
func (w *worker) Park(context.Context, ledger.Parked) error { return nil }

// Epoch is the same for both workers: it is written down for people.
func (w *worker) Epoch() int64 { return 1 }

// KeyFloor is the highest number that a search has shown.
func (w *worker) KeyFloor(context.Context, string, string) (int64, error) {
	w.learn("floor", false)
	return int64(w.indexed), nil
}

// Create sends a request, unless it is too late for that, and waits for the answer. Before
// that it stood still, if at all, when its mark was committed.
func (w *worker) Create(ctx context.Context, _ []jira.Draft) ([]jira.Created, error) {
	if w.naive {
		w.stop("sends")
	}
	if end := jira.Deadline(ctx); !w.endless && !end.IsZero() && !time.Now().Before(end) {
		w.learn("too late", false)
		return nil, &jira.Error{Kind: jira.Unavailable, Op: "create"}
	}
	w.sent, w.ctx = &request{from: w.number}, ctx
	w.flight = append(w.flight, w.sent)
	how := w.stop(hears)
	w.sent.from = nobody
	w.learn(how, false)
	switch how {
	case "hears the answer":
		return []jira.Created{{ID: w.sent.landed.ID, Key: w.sent.landed.Key}}, nil
	case "hears 429":
		w.losses--
		w.flight = without(w.flight, w.sent)
		return nil, &jira.Error{Kind: jira.RateLimited, Op: "create", Status: 429}
	}
	return nil, &jira.Error{Kind: jira.Unknown, Op: "create"}
}

// without takes a request off.
func without(all []*request, r *request) (out []*request) {
	for _, one := range all {
		if one != r {
			out = append(out, one)
		}
	}
	return out
}

// Read is a read past the index. A second block of the same probe is empty and costs no
// step.
func (w *worker) Read(_ context.Context, keys []string, _ ...jira.Field) (out []jira.Issue, err error) {
	if w.again {
		w.again = false
		return nil, nil
	}
	w.stop("reads past the index")
	there := w.issues
	if w.lagging {
		there = there[:w.indexed]
	}
	for _, i := range there {
		for _, k := range keys {
			if i.Key == k {
				out = append(out, i)
			}
		}
	}
	w.again = len(out) > 0
	w.learn("found "+string(rune('0'+len(out))), false)
	return out, nil
}

// The rest of jira.Reader and jira.Writer is not needed to make an issue.

func (w *worker) Myself(context.Context) (jira.Account, error) { panic("not asked for") }
func (w *worker) Meta(context.Context, string, string) (jira.Meta, error) {
	panic("not asked for")
}
func (w *worker) Fields(context.Context) (jira.Fields, error) { panic("not asked for") }
func (w *worker) Search(context.Context, jira.Query, int) ([]jira.Issue, error) {
	panic("not asked for")
}
func (w *worker) Edit(context.Context, string, jira.Patch) error { panic("not asked for") }
func (w *worker) Move(context.Context, string, jira.Move) error  { panic("not asked for") }
func (w *worker) Comment(context.Context, string, string, jira.CommentDraft) (string, error) {
	panic("not asked for")
}
