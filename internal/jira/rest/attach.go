package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// wireAttachment is a file on an issue. Its id is a string within an issue, and a
// number elsewhere.
type wireAttachment struct {
	ID        string    `json:"id"`
	Filename  string    `json:"filename"`
	MimeType  string    `json:"mimeType"`
	Size      int64     `json:"size"`
	Author    *wireUser `json:"author"`
	CreatedAt timestamp `json:"created"`
}

// Attach adds one file. It counts as a create: a second time it is there twice.
func (g *Gateway) Attach(ctx context.Context, issue string, f jira.Attachment) (string, error) {
	doing := fmt.Sprintf("attach %s to issue %s", f.Name, issue)
	switch {
	case f.Name != jira.FileName(f.Name):
		return "", &jira.Error{Kind: jira.Refused, Op: doing, Fields: map[string]string{"attachment": "Jira may alter this name; use " + jira.FileName(f.Name)}}
	case len(f.Data) > jira.AttachMax:
		return "", &jira.Error{Kind: jira.Refused, Op: doing,
			Fields: map[string]string{"attachment": fmt.Sprintf("it has %d bytes, more than the %d that syncd attaches", len(f.Data), jira.AttachMax)}}
	}
	body, kind, err := form(f)
	if err != nil {
		return "", fmt.Errorf("%s: %w", doing, err)
	}
	var out []wireAttachment
	err = g.Do(ctx, Call{Doing: doing, Endpoint: "issue/{id}/attachments", Class: httpx.Create,
		Method: http.MethodPost, Path: "issue/" + Esc(issue) + "/attachments", Body: body, Form: kind, Out: &out})
	if err == nil && (len(out) != 1 || out[0].ID == "") {
		err = &jira.Error{Kind: jira.Unknown, Op: doing, Message: "jira's answer names no file, or several"}
	}
	if jira.KindOf(err) == jira.NotFound {
		err = g.beyond(ctx, f, err)
	}
	if err != nil {
		return "", err
	}
	return out[0].ID, nil
}

// beyond says what a refused upload was refused for: Data Center answers 404 also for a
// file that is larger than it takes, and the issue must not pass for gone.
func (g *Gateway) beyond(ctx context.Context, f jira.Attachment, err error) error {
	var limits struct {
		Most int `json:"uploadLimit"`
	}
	asked := g.Do(ctx, Call{Doing: "read the limit of attachments", Endpoint: "attachment/meta", Class: httpx.Safe,
		Method: http.MethodGet, Path: "attachment/meta", Out: &limits})
	var e *jira.Error
	if asked == nil && limits.Most > 0 && len(f.Data) > limits.Most && errors.As(err, &e) {
		e.Kind, e.Fields = jira.Refused, map[string]string{"attachment": fmt.Sprintf("it has %d bytes, more than the %d that this Jira takes", len(f.Data), limits.Most)}
	}
	return err
}

// form is the body of an upload, and its content type.
func form(f jira.Attachment) (*bytes.Buffer, string, error) {
	kind := f.MediaType
	if kind == "" {
		kind = "text/plain; charset=utf-8"
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition("file", f.Name)},
		"Content-Type":        {kind},
	})
	if err == nil {
		_, err = part.Write(f.Data)
	}
	if err == nil {
		err = w.Close()
	}
	return &b, w.FormDataContentType(), err
}

// Attachments lists the files of an issue.
func (g *Gateway) Attachments(ctx context.Context, issue string) ([]jira.Attached, error) {
	doing := "read attachments of issue " + issue
	var out struct {
		Fields struct {
			Files *[]wireAttachment `json:"attachment"`
		} `json:"fields"`
	}
	err := g.Do(ctx, Call{Doing: doing, Endpoint: "issue/{id}", Class: httpx.Safe, Method: http.MethodGet,
		Path: "issue/" + Esc(issue), Query: url.Values{"fields": {"attachment"}}, Out: &out})
	if err == nil && out.Fields.Files == nil {
		err = Strange(doing, "list of attachments")
	}
	if err != nil {
		return nil, err
	}
	var files []jira.Attached
	for _, w := range *out.Fields.Files {
		f := jira.Attached{ID: w.ID, Name: w.Filename, MediaType: w.MimeType, Size: w.Size, Created: w.CreatedAt.Time}
		if w.Author != nil {
			f.Author = w.Author.id()
		}
		files = append(files, f)
	}
	return files, nil
}
