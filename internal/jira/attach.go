package jira

import (
	"context"
	"strings"
	"time"
	"unicode"
)

// Attacher puts files on issues. An attachment cannot be replaced: sent twice it is
// there twice, so after a lost answer Attachments is asked for its name first.
type Attacher interface {
	// Attach adds one file and returns its id.
	Attach(ctx context.Context, issue string, f Attachment) (string, error)
	// Attachments lists the files of an issue as they are now, past the search index.
	Attachments(ctx context.Context, issue string) ([]Attached, error)
}

// AttachMax is the most that one file may hold, in bytes: a bound of ours, far below
// any of Jira's, so that logs do not fill it.
const AttachMax = 1 << 20

// Attachment is a file to be put on an issue. Its name must be one that FileName
// returns: by it the file is found again.
type Attachment struct {
	Name      string
	MediaType string // "" is text/plain in UTF-8
	Data      []byte
}

// Attached is a file on an issue.
type Attached struct {
	ID        string
	Name      string
	MediaType string
	Size      int64
	Author    string // account id
	Created   time.Time
}

// nameMax bounds a file's name, in units.
const nameMax = 120

// FileName makes a text fit for the name of a file that nothing on the way to Jira
// and back alters: letters and digits of ASCII and ._- stay, everything else becomes
// a hyphen. It is never empty.
func FileName(text string) string {
	var b strings.Builder
	last := '-'
	for _, r := range text {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r) {
			r = '-'
		}
		if r == '-' && last == '-' {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	name := strings.Trim(b.String(), ".-")
	if stem, ext := split(name); Units(name) > nameMax {
		name = strings.Trim(strings.TrimSuffix(Cut(stem, nameMax-Units(ext)), "…"), ".-") + ext
	}
	if name == "" {
		return "file"
	}
	return name
}

// split cuts a short ending such as ".txt" off a name.
func split(name string) (stem, ext string) {
	if n := strings.LastIndexByte(name, '.'); n > 0 && len(name)-n <= 8 {
		return name[:n], name[n:]
	}
	return name, ""
}
