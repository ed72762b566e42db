package cloud

import (
	"errors"
	"io"
	"mime"
	"path/filepath"

	"syncd/internal/sim/jira/site"
)

const maxFiles = 60

func (c *Call) attachment(a site.Attachment) Document {
	return Document{"self": c.api("attachment/%d", a.ID), "id": idText(a.ID), "filename": a.Filename, "author": c.user(a.Author),
		"created": c.when(a.Created), "size": len(a.Content), "mimeType": a.MimeType, "content": c.api("attachment/content/%d", a.ID)}
}

func addAttachments(c *Call) (int, any, error) {
	if c.Request.Header.Get("X-Atlassian-Token") != "no-check" {
		return 0, nil, &site.Refusal{Status: 403, Messages: []string{"XSRF check failed"}}
	}
	if kind, _, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		return 0, nil, &site.Refusal{Status: 415, Messages: []string{"Unsupported Media Type"}}
	}
	files, err := c.files()
	if err != nil {
		return 0, nil, err
	}
	stored, err := c.Site.Attach(c.Actor, c.issueKey(), files)
	if err != nil {
		return 0, nil, err
	}
	return 200, mapped(stored, c.attachment), nil
}

func (c *Call) files() ([]site.Attachment, error) {
	reader, err := c.Request.MultipartReader()
	if err != nil {
		return nil, bad("The request is not multipart.")
	}
	var out []site.Attachment
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, bad("The multipart body could not be read.")
		}
		if part.FormName() != "file" {
			continue
		}
		limit := c.Site.Limits().Upload
		content, err := io.ReadAll(io.LimitReader(part, int64(limit)+1))
		if err != nil {
			return nil, bad("The multipart body could not be read.")
		}
		if len(content) > limit || len(out) >= maxFiles {
			return nil, &site.Refusal{Status: 413, Messages: []string{"The attachment is larger than the upload limit, or there are too many."}}
		}
		kind := part.Header.Get("Content-Type")
		if kind == "" {
			kind = "application/octet-stream"
		}
		out = append(out, site.Attachment{Filename: filepath.Base(part.FileName()), MimeType: kind, Content: content})
	}
}
