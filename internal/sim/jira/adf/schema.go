package adf

// rule is what the schema says of one node type.
type rule struct {
	children []string
	filled   bool     // must have content
	attrs    []string // attributes that must be present
}

var (
	inline = []string{"text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "mediaInline", "placeholder"}
	blocks = []string{"paragraph", "heading", "bulletList", "orderedList", "codeBlock", "blockquote", "panel", "rule",
		"table", "mediaSingle", "mediaGroup", "expand", "taskList", "decisionList", "blockCard", "embedCard"}
	inList  = []string{"paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle", "taskList"}
	inQuote = []string{"paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle", "mediaGroup"}
	inPanel = []string{"paragraph", "heading", "bulletList", "orderedList", "blockCard", "codeBlock", "mediaGroup",
		"mediaSingle", "taskList", "decisionList", "rule"}
	inCell = []string{"paragraph", "heading", "bulletList", "orderedList", "codeBlock", "blockquote", "panel", "rule",
		"mediaSingle", "mediaGroup", "taskList", "decisionList", "blockCard", "embedCard", "nestedExpand"}

	knownMarks = []string{"strong", "em", "code", "strike", "underline", "link", "subsup", "textColor", "backgroundColor",
		"annotation", "border", "alignment", "indentation", "breakout"}
)

var rules = map[string]rule{
	"doc":          {children: blocks},
	"paragraph":    {children: inline},
	"heading":      {children: inline, attrs: []string{"level"}},
	"bulletList":   {children: []string{"listItem"}, filled: true},
	"orderedList":  {children: []string{"listItem"}, filled: true},
	"listItem":     {children: inList, filled: true},
	"codeBlock":    {children: []string{"text"}},
	"blockquote":   {children: inQuote, filled: true},
	"panel":        {children: inPanel, filled: true, attrs: []string{"panelType"}},
	"rule":         {},
	"table":        {children: []string{"tableRow"}, filled: true},
	"tableRow":     {children: []string{"tableCell", "tableHeader"}},
	"tableCell":    {children: inCell, filled: true},
	"tableHeader":  {children: inCell, filled: true},
	"mediaSingle":  {children: []string{"media", "caption"}, filled: true},
	"mediaGroup":   {children: []string{"media"}, filled: true},
	"media":        {attrs: []string{"type"}},
	"caption":      {children: inline},
	"expand":       {children: append([]string{"nestedExpand"}, inCell...), filled: true},
	"nestedExpand": {children: inPanel, filled: true},
	"taskList":     {children: []string{"taskItem", "taskList"}, filled: true, attrs: []string{"localId"}},
	"taskItem":     {children: inline, attrs: []string{"localId", "state"}},
	"decisionList": {children: []string{"decisionItem"}, filled: true, attrs: []string{"localId"}},
	"decisionItem": {children: inline, attrs: []string{"localId", "state"}},
	"blockCard":    {},
	"embedCard":    {attrs: []string{"url", "layout"}},
	"text":         {},
	"hardBreak":    {},
	"mention":      {attrs: []string{"id"}},
	"emoji":        {attrs: []string{"shortName"}},
	"date":         {attrs: []string{"timestamp"}},
	"status":       {attrs: []string{"text", "color"}},
	"inlineCard":   {},
	"mediaInline":  {attrs: []string{"id"}},
	"placeholder":  {attrs: []string{"text"}},
}
