package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"syncd/internal/model"
)

// pullingEvery is how often a command tells how far a long pull is.
const pullingEvery = 3 * time.Second

// pulling tells on w how far sources are that take several parts: a first pull may take
// minutes, in which nothing else would be seen.
func pulling(w io.Writer) func(source string, results int, p model.Progress) {
	var mu sync.Mutex
	last := time.Now()
	return func(source string, results int, p model.Progress) {
		mu.Lock()
		defer mu.Unlock()
		if time.Since(last) < pullingEvery {
			return
		}
		last = time.Now()
		of := ""
		if how := p.String(); how != "" {
			of = " of " + how
		}
		// A terminal that is gone does not end the work.
		_, _ = fmt.Fprintf(w, "%s: %s results%s read\n", source, spaced(results), of)
	}
}

// spaced writes a number with its thousands apart: 12 000.
func spaced(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + " " + text[i:]
	}
	return text
}
