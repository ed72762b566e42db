package files

import (
	"bufio"
	"strings"
	"unicode"
	"unicode/utf8"

	"syncd/internal/format"
)

// knows reports whether a format of the source knows a file by its name and beginning.
func (f *Folder) knows(name string, in *bufio.Reader) bool {
	head, _ := in.Peek(format.SniffLen) // what is wrong with the body shows when it is read
	return format.Sniff(f.parsers, name, head) != nil
}

// nameMax bounds the name of a pushed file, in bytes.
const nameMax = 120

// plainName makes of whatever a name was sent a file name that no walk passes over and
// that leads nowhere: its last part, without control characters and leading dots.
func plainName(sent string) string {
	if i := strings.LastIndexAny(sent, `/\`); i >= 0 {
		sent = sent[i+1:]
	}
	name := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, sent)
	name = strings.TrimLeft(strings.TrimSpace(name), ". ")
	for len(name) > nameMax { // the end tells the format
		_, size := utf8.DecodeRuneInString(name)
		name = strings.TrimLeft(name[size:], ". ")
	}
	if name == "" {
		return "results"
	}
	return name
}
