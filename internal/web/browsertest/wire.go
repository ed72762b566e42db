package browsertest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// errEnded is a browser that is gone.
var errEnded = errors.New("the browser ended")

// message is one of the DevTools protocol: a command, its answer, or an event. On the
// pipe each ends with a zero byte.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
		Data    string `json:"data"`
	} `json:"error,omitempty"`
}

// wire carries commands to the browser, and answers and events back.
type wire struct {
	commands io.WriteCloser

	mu      sync.Mutex
	last    int
	waiting map[int]chan message     // nil once the browser is gone
	hearing map[string]func(message) // who hears the events of a session
}

// newWire begins to listen; it ends when the browser closes its side.
func newWire(commands io.WriteCloser, answers io.ReadCloser) *wire {
	w := &wire{commands: commands, waiting: map[int]chan message{}, hearing: map[string]func(message){}}
	go w.listen(answers)
	return w
}

// listen hands out what the browser says, in its order.
func (w *wire) listen(answers io.ReadCloser) {
	defer answers.Close()
	in := bufio.NewReaderSize(answers, 1<<20)
	for {
		text, err := in.ReadBytes(0)
		if err != nil {
			break
		}
		var m message
		if json.Unmarshal(text[:len(text)-1], &m) == nil { // what we do not understand was not asked for
			w.take(m)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.waiting {
		close(c)
	}
	w.waiting = nil
}

// ended tells whether the browser is gone.
func (w *wire) ended() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.waiting == nil
}

// take hands an answer to who waits for it, and an event to who hears its session.
func (w *wire) take(m message) {
	w.mu.Lock()
	answered, hear := w.waiting[m.ID], w.hearing[m.Session]
	delete(w.waiting, m.ID)
	w.mu.Unlock()
	switch {
	case answered != nil:
		answered <- m
	case m.ID == 0 && hear != nil:
		hear(m)
	}
}

// hear has f called with each event of a session, one after the other. f must not call
// the browser.
func (w *wire) hear(session string, f func(message)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hearing[session] = f
}

// send sends a command and returns where its answer will come.
func (w *wire) send(session, method string, params any) (<-chan message, error) {
	p, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", method, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting == nil {
		return nil, errEnded
	}
	w.last++
	text, err := json.Marshal(message{ID: w.last, Session: session, Method: method, Params: p})
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", method, err)
	}
	c := make(chan message, 1)
	w.waiting[w.last] = c
	if _, err := w.commands.Write(append(text, 0)); err != nil {
		return nil, fmt.Errorf("send %s: %w", method, err)
	}
	return c, nil
}

// await waits for the answer to a command and reads its result into into, if it is not
// nil.
func await(c <-chan message, method string, into any) error {
	select {
	case m, ok := <-c:
		switch {
		case !ok:
			return fmt.Errorf("%s: %w", method, errEnded)
		case m.Error != nil:
			return fmt.Errorf("%s: %s %s", method, m.Error.Message, m.Error.Data)
		case into == nil:
			return nil
		}
		if err := json.Unmarshal(m.Result, into); err != nil {
			return fmt.Errorf("read answer to %s: %w", method, err)
		}
		return nil
	case <-time.After(patience):
		return fmt.Errorf("%s: no answer within %s", method, patience)
	}
}
