package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"syncd/internal/record"
)

// sectionMost is how much text a section may hold, in characters; Slack refuses a message
// with a longer one (docs.slack.dev, text object: 3000). Escaping makes a text longer.
const sectionMost = 2900

// Slack describes the kind that posts to an incoming webhook of Slack, or of a chat that
// understands the same.
func Slack() Spec {
	return Spec{Kind: "slack", Title: "an incoming webhook of Slack",
		New: func(o Options) Notifier { return slack{poster{o}} }}
}

// slack posts events as messages.
type slack struct{ poster }

// message is what an incoming webhook takes. text is what notifications and screen readers
// say, blocks what the channel shows.
type message struct {
	Text        string  `json:"text"`
	Blocks      []block `json:"blocks"`
	UnfurlLinks bool    `json:"unfurl_links"`
	UnfurlMedia bool    `json:"unfurl_media"`
}

// block is a section with a text.
type block struct {
	Type string    `json:"type"`
	Text blockText `json:"text"`
}

// blockText is the text of a section. Verbatim keeps Slack from making links of addresses
// and mentions of names; what it always understands begins with an angle bracket, which is
// escaped.
type blockText struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim"`
}

// Send posts one event.
func (s slack) Send(ctx context.Context, e record.Event) error {
	m := message{Text: escaped(e.Title), Blocks: []block{section("*" + unstarred(escaped(e.Title)) + "*")}}
	if rest := strings.TrimPrefix(strings.TrimPrefix(e.Text(), e.Title), "\n"); rest != "" {
		m.Blocks = append(m.Blocks, section(escaped(rest)))
	}
	if e.URL != "" {
		m.Blocks = append(m.Blocks, section("<"+strings.ReplaceAll(escaped(e.URL), "|", "%7C")+"|Open the page>"))
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write event %s: %w", e.ID, err)
	}
	return s.post(ctx, body, http.Header{})
}

// section is a block of one text.
func section(text string) block {
	return block{Type: "section", Text: blockText{Type: "mrkdwn", Text: text, Verbatim: true}}
}

// controls are the three characters that Slack gives a meaning of their own, and no other
// may be escaped (docs.slack.dev, formatting message text).
var controls = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escaped is a text that mentions nobody and links nowhere, cut so that it fits.
func escaped(text string) string {
	for most := sectionMost; ; most = most * 3 / 4 {
		if out := controls.Replace(record.Shortened(text, most)); len([]rune(out)) <= sectionMost {
			return out
		}
	}
}

// unstarred is a text that may stand between asterisks.
func unstarred(text string) string {
	return strings.NewReplacer("*", "∗", "\n", " ").Replace(text)
}
