package files

import (
	"fmt"
	"time"

	"syncd/internal/secret"
	"syncd/internal/source"
)

// Push is what a source says of results that are pushed to it.
type Push struct {
	Token  secret.Ref    `yaml:"token" doc:"token that whoever pushes must send; without it nothing may be pushed"`
	MaxMiB int           `yaml:"max_mib" doc:"how large one push may be, in MiB"`
	Keep   time.Duration `yaml:"keep" doc:"how long pushed files are kept after they were read"`
}

// problems returns every fault of the section.
func (p Push) problems() []source.Problem {
	var out []source.Problem
	if p.MaxMiB < 1 || p.MaxMiB > 1024 {
		out = append(out, source.Problem{Key: "push.max_mib", Text: fmt.Sprintf("push.max_mib is %d; it must be between 1 and 1024", p.MaxMiB)})
	}
	if p.Keep < 0 || p.Keep > 366*24*time.Hour {
		out = append(out, source.Problem{Key: "push.keep", Text: fmt.Sprintf("push.keep is %s; it must be between 0 and 1y", p.Keep)})
	}
	return out
}

// PushToken implements source.Pushable.
func (c *Config) PushToken() secret.Ref { return c.Push.Token }

// PushLimit implements source.Pushable.
func (c *Config) PushLimit() int64 { return int64(c.Push.MaxMiB) << 20 }
