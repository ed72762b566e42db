package tool

import "syncd/internal/source"

// Census finds the cases that a tool has no more: those that it has told of and that its
// whole list lacks. It is kept in a cursor; cases go by numbers.
type Census struct {
	Known Numbers `json:"k,omitempty"` // that were told
	Met   Numbers `json:"m,omitempty"` // by the whole list, while it is read
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
// the list is to be read again.
func (c *Census) End(ask func(number int64) error) (gone []int64, err error) {
	asked := 0
	for _, number := range c.Known {
		if c.Met.Has(number) {
			continue
		}
		if asked++; asked <= asksMost {
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
	c.Known, c.Met = c.Met, nil
	return gone, nil
}
