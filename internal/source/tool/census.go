package tool

import (
	"slices"

	"syncd/internal/source"
)

// Census finds the cases that a tool has no more: those that it has told of and that its
// whole list lacks. It is kept in a cursor; cases go by numbers.
type Census struct {
	Known Numbers `json:"k,omitempty"` // that were told
	Met   Numbers `json:"m,omitempty"` // by the whole list, while it is read
	Asked int64   `json:"a,omitempty"` // for which the tool was asked last
}

// asksMost is how many cases are asked for after one list: more of them wait for the next.
const asksMost = 20

// Begin notes that the whole list is read from its beginning.
func (c *Census) Begin() { c.Met = nil }

// Tell notes a case that a list tells of, whole or not.
func (c *Census) Tell(number int64, whole bool) {
	if whole {
		c.Met = c.Met.With(number)
	} else {
		c.Known = c.Known.With(number)
	}
}

// End compares, once the whole list has been read. A case that it lacks may have slipped
// between two pages, so the tool is asked for it: gone is what is not found. After an error
// the list is to be read again. Those that are there although no list has them, as one that
// was moved, keep nobody from the others: each list goes on after whom the one before asked
// for.
func (c *Census) End(ask func(number int64) error) (gone []int64, err error) {
	at, _ := slices.BinarySearch(c.Known, c.Asked+1)
	asked, last := 0, c.Asked
	for _, number := range slices.Concat(c.Known[at:], c.Known[:at]) {
		if c.Met.Has(number) {
			continue
		}
		if asked++; asked <= asksMost {
			last = number
			switch err := ask(number); {
			case source.KindOf(err) == source.NotFound:
				gone = append(gone, number)
				continue
			case err != nil:
				return nil, err
			}
		}
		c.Met = c.Met.With(number)
	}
	c.Known, c.Met, c.Asked = c.Met, nil, last
	return gone, nil
}
