package config

// Place returns where the value under a dotted path stands, or the nearest key that
// should hold it.
func (c *Config) Place(path string) Origin {
	p, exact := c.book.find(path)
	if exact {
		return p.value
	}
	return p.key
}
