package face

import (
	"errors"
	"io"
	"mime"
	"path/filepath"

	"syncd/internal/sim/jira/site"
)

const maxFiles = 60

func (c *Call) attachment(a site.Attachment) Document {
	content := c.API("attachment/content/%d", a.ID)
	if c.Product == DataCenter {
		content = c.Base + "/secure/attachment/" + IDText(a.ID) + "/" + a.Filename
	}
	return Document{"self": c.API("attachment/%d", a.ID), "id": IDText(a.ID), "filename": a.Filename, "author": c.User(a.Author),
		"created": c.When(a.Created), "size": len(a.Content), "mimeType": a.MimeType, "content": content}
}

func AddAttachments(c *Call) (int, any, error) {
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
	stored, err := c.Site.Attach(c.Actor, c.IssueKey(), files)
	if err != nil {
		return 0, nil, err
	}
	return 200, Mapped(stored, c.attachment), nil
}

// GetAttachment describes a file; there its id is a number.
func GetAttachment(c *Call) (int, any, error) {
	a, err := c.Site.Attachment(c.Actor, c.Path("id"))
	if err != nil {
		return 0, nil, err
	}
	out := c.attachment(a)
	out["id"] = a.ID
	return 200, out, nil
}

func DeleteAttachment(c *Call) (int, any, error) {
	return 204, nil, c.Site.RemoveAttachment(c.Actor, c.Path("id"))
}

// AttachmentContent is the file itself.
func AttachmentContent(c *Call) (int, any, error) {
	a, err := c.Site.Attachment(c.Actor, c.Path("id"))
	if err != nil {
		return 0, nil, err
	}
	return 200, File{a.MimeType, a.Content}, nil
}

// tooLarge is the status for a file beyond the limit: Data Center documents 404 for it.
func (c *Call) tooLarge() int {
	if c.Product == DataCenter {
		return 404
	}
	return 413
}

func (c *Call) files() ([]site.Attachment, error) {
	reader, err := c.Request.MultipartReader()
	if err != nil {
		return nil, Bad("The request is not multipart.")
	}
	var out []site.Attachment
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, Bad("The multipart body could not be read.")
		}
		if part.FormName() != "file" {
			continue
		}
		limit := c.Site.Limits().Upload
		content, err := io.ReadAll(io.LimitReader(part, int64(limit)+1))
		if err != nil {
			return nil, Bad("The multipart body could not be read.")
		}
		if len(content) > limit || len(out) >= maxFiles {
			return nil, &site.Refusal{Status: c.tooLarge(), Messages: []string{"The attachment is larger than the upload limit, or there are too many."}}
		}
		kind := part.Header.Get("Content-Type")
		if kind == "" {
			kind = "application/octet-stream"
		}
		out = append(out, site.Attachment{Filename: filepath.Base(part.FileName()), MimeType: kind, Content: content})
	}
}
