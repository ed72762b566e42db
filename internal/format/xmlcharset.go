package format

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// declaredEncoding finds the encoding in an XML declaration.
var declaredEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']`)

// Byte order marks, longest first: the one of UTF-32 begins with that of UTF-16.
var byteOrderMarks = []struct{ mark, label string }{
	{"\xff\xfe\x00\x00", "utf-32"},
	{"\x00\x00\xfe\xff", "utf-32"},
	{"\xef\xbb\xbf", "utf-8"},
	{"\xff\xfe", "utf-16le"},
	{"\xfe\xff", "utf-16be"},
}

// decodeXML returns the text of an XML file in UTF-8, whatever the file is written
// in. The second value is a remark, "" if there is nothing odd.
func decodeXML(r io.Reader) (*bufio.Reader, string, error) {
	br := bufio.NewReaderSize(r, 8<<10)
	head, err := br.Peek(1 << 10)
	if err != nil && err != io.EOF {
		return nil, "", err
	}
	label, bom, remark := encodingOf(head)
	_, _ = br.Discard(bom)
	if label == "utf-8" {
		return br, remark, nil
	}
	enc, _ := charset.Lookup(label)
	if enc == nil || enc == encoding.Replacement {
		return nil, "", fmt.Errorf("%w: line 1: encoding %q is not known: write the report in UTF-8", ErrMalformed, label)
	}
	return bufio.NewReader(transform.NewReader(br, enc.NewDecoder())), remark, nil
}

// encodingOf names the encoding of a file from its first bytes, and the length of
// its byte order mark.
func encodingOf(head []byte) (label string, bom int, remark string) {
	for _, m := range byteOrderMarks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return m.label, len(m.mark), ""
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("<\x00")):
		return "utf-16le", 0, ""
	case bytes.HasPrefix(head, []byte("\x00<")):
		return "utf-16be", 0, ""
	}
	declared := declaredEncoding.FindSubmatch(head)
	if declared == nil {
		return "utf-8", 0, ""
	}
	label = strings.ToLower(string(declared[1]))
	// .NET writes its own strings' encoding into files that are in UTF-8. What we
	// could read the declaration of is not in two bytes a letter.
	if strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "ucs-2") {
		return "utf-8", 0, fmt.Sprintf("declares %s and is written in one byte a letter: read as UTF-8", label)
	}
	return strings.Replace(label, "utf8", "utf-8", 1), 0, ""
}
