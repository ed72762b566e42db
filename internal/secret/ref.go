package secret

import (
	"errors"
	"strings"
)

// Ref says where a secret lies. Exactly one part is set; the zero value refers to
// nothing. It holds no secret unless Literal is used.
type Ref struct {
	File       string // path of a file that holds nothing else
	Env        string // name of an environment variable
	Credential string // name of a file below $CREDENTIALS_DIRECTORY (systemd)
	Literal    Secret // written into the config itself: works, with a warning
}

// IsZero reports whether the reference refers to nothing.
func (r Ref) IsZero() bool {
	return r.File == "" && r.Env == "" && r.Credential == "" && r.Literal.Empty()
}

// String describes the place and never the secret.
func (r Ref) String() string {
	switch {
	case r.File != "":
		return "file " + r.File
	case r.Env != "":
		return "environment variable " + r.Env
	case r.Credential != "":
		return "credential " + r.Credential
	case !r.Literal.Empty():
		return "literal " + Mask
	default:
		return "nothing"
	}
}

// Check returns an error unless exactly one place is named, in a form that can
// exist: variable names without "=", credential names without a folder.
func (r Ref) Check() error {
	set := 0
	for _, used := range []bool{r.File != "", r.Env != "", r.Credential != "", !r.Literal.Empty()} {
		if used {
			set++
		}
	}
	switch {
	case set == 0:
		return errors.New("the secret is empty: set one of file, env, credential")
	case set > 1:
		return errors.New("the secret has several places: keep one of file, env, credential")
	case unexpanded(r.Literal.Reveal()):
		return errors.New("the secret is written ${NAME}, and nothing puts a value in its place: write { env: NAME }")
	case !variable(r.Env):
		return errors.New("env is not the name of an environment variable: use letters, digits and _")
	case !plain(r.Credential):
		return errors.New("credential is not a plain file name: it is looked up in $CREDENTIALS_DIRECTORY")
	default:
		return nil
	}
}

// unexpanded reports whether a literal is a variable as shells and compose files write it.
func unexpanded(text string) bool {
	name, ok := strings.CutPrefix(text, "${")
	name, end := strings.CutSuffix(name, "}")
	return ok && end && name != "" && variable(name)
}

// variable reports whether a name can be an environment variable's; "" passes.
func variable(name string) bool {
	for i, r := range name {
		letter := r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return true
}

// plain reports whether a name stays in its folder; "" passes.
func plain(name string) bool {
	if name == "." || name == ".." {
		return false
	}
	for _, r := range name {
		if r == '/' || r == '\\' || r == 0 {
			return false
		}
	}
	return true
}
