package format_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"syncd/internal/format"
)

func TestCleanXML(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":           {"<a b='1'>x</a>", "<a b='1'>x</a>"},
		"declaration":     {"<?xml version=\"1.1\"?>\n<a/>", "\n<a/>"},
		"comment":         {"<a><!-- \x00\n > --><?php\n?></a>", "<a>\n\n</a>"},
		"control bytes":   {"<a b='\x1b'>\x00\xff</a>", "<a b='\uFFFD'>\uFFFD\uFFFD</a>"},
		"references":      {"<a b='&#27;&#65;'>&#x1B;&#x9;&lt;</a>", "<a b='&#65533;&#65;'>&#65533;&#9;&lt;</a>"},
		"huge reference":  {"&#99999999999999999999999;", "&#65533;"},
		"no reference":    {"&#; &#x; &#g1; & &", "&#; &#x; &#g1; & &"},
		"CDATA":           {"<a><![CDATA[<!-- &#27; ]] ]>\x1b]]>&#27;</a>", "<a><![CDATA[<!-- &#27; ]] ]>\uFFFD]]>&#65533;</a>"},
		"tag in a value":  {"<a b='> <!-- '>x</a>", "<a b='> <!-- '>x</a>"},
		"cut in comment":  {"<a/><!-- x", "<a/>"},
		"cut in CDATA":    {"<a><![CDA", "<a><![CDA"},
		"cut in a letter": {"<a>\xc3", "<a>\uFFFD"},
	} {
		for _, wrap := range []func(io.Reader) io.Reader{func(r io.Reader) io.Reader { return r }, iotest.OneByteReader} {
			r, err := format.CleanXML(wrap(strings.NewReader(c.in)))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || string(got) != c.want {
				t.Errorf("%s: %q (%v), want %q", name, got, err, c.want)
			}
		}
	}
}

// Text of any length reaches the decoder in small tokens and loses nothing, even
// where a bracket of a section's end stands at the cut.
func TestCleanXMLSplits(t *testing.T) {
	text := strings.Repeat("]", 40<<10) + strings.Repeat("ü]", 200<<10) + " > "
	r, err := format.CleanXML(strings.NewReader("<a>" + strings.ReplaceAll(text, ">", "&gt;") + "<![CDATA[" + text + "]]></a>"))
	if err != nil {
		t.Fatal(err)
	}
	dec, got, longest := xml.NewDecoder(r), strings.Builder{}, 0
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if data, ok := tok.(xml.CharData); ok {
			got.Write(data)
			longest = max(longest, len(data))
		}
	}
	if got.String() != text+text || longest > 40<<10 {
		t.Errorf("%d bytes instead of %d, the longest token has %d", got.Len(), 2*len(text), longest)
	}
}

func TestCapped(t *testing.T) {
	for limit, ok := range map[int64]bool{4: false, 5: true, 6: true} {
		got, err := io.ReadAll(iotest.HalfReader(format.Capped(strings.NewReader("12345"), limit)))
		if ok != (err == nil) || !ok && !errors.Is(err, format.ErrMalformed) || len(got) != min(5, int(limit)) {
			t.Errorf("limit %d: %q, %v", limit, got, err)
		}
	}
}
