package config

// Log is what is logged, and how.
type Log struct {
	Level  string `yaml:"level" enum:"debug,info,warn,error" doc:"least severity that is logged"`
	Format string `yaml:"format" enum:"json,console" doc:"json for machines, console for people"`
}
