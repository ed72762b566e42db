package format

// Sniff returns the first of the parsers that recognises the file, or nil.
func Sniff(parsers []Parser, name string, head []byte) Parser {
	head = head[:min(len(head), SniffLen)]
	for _, p := range parsers {
		if p.Sniff(name, head) {
			return p
		}
	}
	return nil
}
