package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"syncd/internal/secret"
)

// secretMax is the longest secret in bytes; a longer file is the wrong one.
const secretMax = 64 << 10

// ReadSecret reads the secret that a reference names, without one trailing line
// break. environ is NAME=value as os.Environ returns it. Errors say what to do and
// never hold the secret. It may be called again, to see a file that was rotated.
func ReadSecret(ref secret.Ref, environ []string) (secret.Secret, error) {
	if err := ref.Check(); err != nil {
		return secret.Secret{}, err
	}
	env := lookup(environ)
	var raw string
	var err error
	switch {
	case ref.Env != "":
		value, ok := env[ref.Env]
		if !ok {
			return secret.Secret{}, fmt.Errorf("the environment variable %s is not set: set it for the process that runs syncd", ref.Env)
		}
		raw = value
	case ref.File != "" || ref.Credential != "":
		raw, err = readSecretFile(ref, env)
	default:
		return ref.Literal, nil
	}
	if err != nil {
		return secret.Secret{}, err
	}
	raw = strings.TrimSuffix(strings.TrimSuffix(raw, "\n"), "\r")
	switch {
	case strings.TrimSpace(raw) == "":
		return secret.Secret{}, fmt.Errorf("the %s is empty: write the secret into it", ref)
	case strings.ContainsAny(raw, "\r\n\x00"):
		return secret.Secret{}, fmt.Errorf("the %s holds more than one line: it must hold the secret and nothing else", ref)
	case strings.TrimSpace(raw) != raw:
		return secret.Secret{}, fmt.Errorf("the %s begins or ends with white space: it must hold the secret and nothing else", ref)
	}
	return secret.New(raw), nil
}

// secretPath is the file of a reference.
func secretPath(ref secret.Ref, env map[string]string) (string, error) {
	if ref.File != "" {
		return ref.File, nil
	}
	folder := env["CREDENTIALS_DIRECTORY"]
	if folder == "" {
		return "", fmt.Errorf("credential %s: $CREDENTIALS_DIRECTORY is not set: start syncd as a systemd unit with LoadCredential=%s:PATH, or use file:", ref.Credential, ref.Credential)
	}
	return filepath.Join(folder, ref.Credential), nil
}

// readSecretFile reads the file of a reference.
func readSecretFile(ref secret.Ref, env map[string]string) (string, error) {
	path, err := secretPath(ref, env)
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err == nil {
		defer f.Close()
		var raw []byte
		if raw, err = io.ReadAll(io.LimitReader(f, secretMax+1)); err == nil {
			if len(raw) > secretMax {
				return "", fmt.Errorf("the secret file %s is larger than %d KiB: it must hold the secret and nothing else", path, secretMax>>10)
			}
			return string(raw), nil
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && ref.Credential != "":
		return "", fmt.Errorf("the unit has no credential %s: add LoadCredential=%s:PATH to it", ref.Credential, ref.Credential)
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("the secret file %s does not exist: write the secret into it, with mode 0600", path)
	case errors.Is(err, fs.ErrPermission):
		return "", fmt.Errorf("the secret file %s may not be read by this user: give it to the user that runs syncd, with mode 0600", path)
	}
	return "", fmt.Errorf("read secret file: %w", err)
}

// CheckSecrets reads every secret that the configuration refers to and reports
// those that cannot be read; files that every user can read are warnings. The
// secrets themselves are dropped.
func (c *Config) CheckSecrets(environ []string) Report {
	r := reporter{texts: c.texts}
	for _, p := range c.refs {
		value, err := ReadSecret(p.ref, environ)
		if err == nil {
			err = checkAddress(p.path, value)
		}
		if err != nil {
			r.fault(p.at, "%s: %v", p.path, err)
			continue
		}
		path, err := secretPath(p.ref, lookup(environ))
		if err != nil || p.ref.File == "" {
			continue
		}
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o004 != 0 {
			r.warn(p.at, "%s: every user of this machine can read the secret file %s: chmod 600 it", p.path, path)
		}
	}
	return r.finish()
}
