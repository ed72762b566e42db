package dashboards

// The parts of a board's JSON that Grafana 11 and 12 read, and no others: what is left out
// is migrated or defaulted there.

// schemaVersion is that of Grafana 11. A later server migrates it; one above a server's own
// would be taken without a word.
const schemaVersion = 39

// Board is one dashboard.
type Board struct {
	UID           string      `json:"uid"`
	Title         string      `json:"title"`
	Description   string      `json:"description"`
	Tags          []string    `json:"tags"`
	Editable      bool        `json:"editable"`
	GraphTooltip  int         `json:"graphTooltip"` // 1: one crosshair over all panels
	Timezone      string      `json:"timezone"`
	Refresh       string      `json:"refresh"`
	SchemaVersion int         `json:"schemaVersion"`
	Time          span        `json:"time"`
	Links         []boardLink `json:"links"`
	Annotations   struct {
		List []Annotation `json:"list"`
	} `json:"annotations"`
	Templating struct {
		List []Variable `json:"list"`
	} `json:"templating"`
	Panels []Panel `json:"panels"`
}

type span struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// boardLink leads to the other boards, with time and variables.
type boardLink struct {
	Type        string   `json:"type"`
	Title       string   `json:"title"`
	Tags        []string `json:"tags"`
	AsDropdown  bool     `json:"asDropdown"`
	IncludeVars bool     `json:"includeVars"`
	KeepTime    bool     `json:"keepTime"`
	TargetBlank bool     `json:"targetBlank"`
	Icon        string   `json:"icon"`
}

// Source is a reference to a data source.
type Source struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

// Annotation marks moments in all graphs.
type Annotation struct {
	Name            string `json:"name"`
	Datasource      Source `json:"datasource"`
	Enable          bool   `json:"enable"`
	Expr            string `json:"expr"`
	UseValueForTime bool   `json:"useValueForTime"` // the value is the moment, in milliseconds
	TitleFormat     string `json:"titleFormat"`
	TextFormat      string `json:"textFormat"`
	TagKeys         string `json:"tagKeys"`
	Step            string `json:"step"`
	IconColor       string `json:"iconColor"`
}

// Variable is something that readers may choose.
type Variable struct {
	Name       string   `json:"name"`
	Label      string   `json:"label"`
	Type       string   `json:"type"` // datasource, query or textbox
	Query      any      `json:"query"`
	Definition string   `json:"definition,omitempty"`
	Datasource *Source  `json:"datasource,omitempty"`
	Refresh    int      `json:"refresh,omitempty"` // 2: whenever the time range changes
	Sort       int      `json:"sort,omitempty"`
	Multi      bool     `json:"multi,omitempty"`
	IncludeAll bool     `json:"includeAll,omitempty"`
	AllValue   string   `json:"allValue,omitempty"`
	Current    *choice  `json:"current,omitempty"`
	Options    []choice `json:"options"`
	Hide       int      `json:"hide"`
}

// choice is a value of a variable: a text, or a list where several may be chosen.
type choice struct {
	Selected bool `json:"selected"`
	Text     any  `json:"text"`
	Value    any  `json:"value"`
}

// variableQuery is what a query variable asks.
type variableQuery struct {
	Query string `json:"query"`
	RefID string `json:"refId"`
}

// Panel is one panel, or a row over some.
type Panel struct {
	ID              int              `json:"id"`
	Type            string           `json:"type"`
	Title           string           `json:"title"`
	Description     string           `json:"description,omitempty"`
	GridPos         grid             `json:"gridPos"`
	Datasource      *Source          `json:"datasource,omitempty"`
	Interval        string           `json:"interval,omitempty"` // least step
	FieldConfig     *fieldConfig     `json:"fieldConfig,omitempty"`
	Options         any              `json:"options,omitempty"`
	Targets         []Target         `json:"targets,omitempty"`
	Transformations []transformation `json:"transformations,omitempty"`
	Collapsed       *bool            `json:"collapsed,omitempty"` // of a row
}

type grid struct {
	H int `json:"h"`
	W int `json:"w"`
	X int `json:"x"`
	Y int `json:"y"`
}

// Target is one query.
type Target struct {
	RefID      string `json:"refId"`
	Datasource Source `json:"datasource"`
	Expr       string `json:"expr"`
	Legend     string `json:"legendFormat,omitempty"`
	Format     string `json:"format,omitempty"`
	Instant    bool   `json:"instant"`
	Range      bool   `json:"range"`
	EditorMode string `json:"editorMode"`
}

type fieldConfig struct {
	Defaults  fieldDefaults `json:"defaults"`
	Overrides []override    `json:"overrides"`
}

type fieldDefaults struct {
	Unit       string         `json:"unit,omitempty"`
	Min        *float64       `json:"min,omitempty"`
	Max        *float64       `json:"max,omitempty"`
	Decimals   *int           `json:"decimals,omitempty"`
	NoValue    string         `json:"noValue,omitempty"`
	Color      map[string]any `json:"color,omitempty"`
	Thresholds *thresholds    `json:"thresholds,omitempty"`
	Mappings   []mapping      `json:"mappings,omitempty"`
	Custom     map[string]any `json:"custom,omitempty"`
}

type thresholds struct {
	Mode  string `json:"mode"`
	Steps []step `json:"steps"`
}

// step is a colour from a value on; the first has none.
type step struct {
	Color string   `json:"color"`
	Value *float64 `json:"value"`
}

// mapping shows values as words.
type mapping struct {
	Type    string            `json:"type"`
	Options map[string]result `json:"options"`
}

type result struct {
	Text  string `json:"text"`
	Color string `json:"color"`
	Index int    `json:"index"`
}

type override struct {
	Matcher    matcher    `json:"matcher"`
	Properties []property `json:"properties"`
}

type matcher struct {
	ID      string `json:"id"`
	Options string `json:"options"`
}

type property struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
}

// dataLink leads from a cell to a page.
type dataLink struct {
	Title       string `json:"title"`
	URL         string `json:"url"`
	TargetBlank bool   `json:"targetBlank"`
}

type transformation struct {
	ID      string         `json:"id"`
	Options map[string]any `json:"options"`
}
