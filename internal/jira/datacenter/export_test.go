package datacenter

// Wiki is what a gateway sends of a document, Area of a long text field; Plain are the
// words that it reads in markup.
var (
	Wiki  = fitted
	Area  = area
	Plain = plain
)
