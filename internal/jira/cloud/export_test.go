package cloud

// Fitted is what a gateway sends of a document; Area of a long text field.
var (
	Fitted = fitted
	Area   = area
)
