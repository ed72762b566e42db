package config

// Metrics says how much of quality is exported as series.
type Metrics struct {
	Stories   bool `yaml:"stories" doc:"name the stories of judged releases and sprints, one series each and one for each verdict; false: numbers alone"`
	MaxSeries int  `yaml:"max_series" min:"1000" doc:"most series about quality; what is due last goes first, stories before whole releases and sprints"`
}

// setDefaults is what an empty section means.
func (m *Metrics) setDefaults() { *m = Metrics{Stories: true, MaxSeries: 10_000} }
