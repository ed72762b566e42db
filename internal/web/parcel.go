package web

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"time"
)

// expandedMax is how many times its own size limit a compressed push may expand to:
// reports compress by ten, bombs by a thousand.
const expandedMax = 8

// body is the body of a push: at most limit bytes, from a sender who keeps sending.
type body struct {
	io.ReadCloser
	control *http.ResponseController
	end     time.Time
	read    int64
	limit   int64
	whole   bool // the end was seen
}

// newBody bounds the body of a request. The limit is that of the source and the form
// around its files, which is small.
func newBody(w http.ResponseWriter, r *http.Request, limit int64) *body {
	return &body{ReadCloser: http.MaxBytesReader(w, r.Body, limit), control: http.NewResponseController(w),
		end: time.Now().Add(pushLongest), limit: limit}
}

// Read gives the sender a while for each piece, but not for ever.
func (b *body) Read(p []byte) (int, error) {
	wait := time.Now().Add(pushIdle)
	if wait.After(b.end) {
		wait = b.end
	}
	// Where the connection has no deadlines, as in tests, there is no slow sender either.
	_ = b.control.SetReadDeadline(wait)
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	switch {
	case errors.Is(err, io.EOF):
		b.whole = true
		// The server goes on reading to learn when the sender goes away: a deadline that
		// passes meanwhile would look like that.
		_ = b.control.SetReadDeadline(time.Time{})
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = refused{http.StatusRequestTimeout, "the push took too long: nothing more came for " + pushIdle.String() + ", or it was not over after " + pushLongest.String()}
	}
	return n, err
}

// parcels returns the files of a request, one after another: a form with files, a
// compressed archive, or the body itself.
func parcels(r *http.Request, b *body) (func() (string, io.Reader, error), error) {
	if enc := r.Header.Get("Content-Encoding"); enc != "" && enc != "identity" {
		return nil, refused{http.StatusUnsupportedMediaType, "Content-Encoding " + enc + " is not read: send the file as it is, or a tar.gz"}
	}
	name := r.URL.Query().Get("name")
	if name == "" {
		if _, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition")); err == nil {
			name = params["filename"]
		}
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		if err != nil || params["boundary"] == "" {
			return nil, refused{http.StatusBadRequest, "the form has no boundary"}
		}
		return b.drained(form(multipart.NewReader(b, params["boundary"]))), nil
	case kind == "application/gzip" || kind == "application/x-gzip" || kind == "application/x-gtar" ||
		strings.HasSuffix(name, ".tar.gz") || strings.HasSuffix(name, ".tgz"):
		return b.drained(archive(b, expandedMax*b.limit)), nil
	}
	return single(name, b), nil
}

// drained reads what follows the last file, so that the end of the body is seen.
func (b *body) drained(next func() (string, io.Reader, error)) func() (string, io.Reader, error) {
	return func() (string, io.Reader, error) {
		name, file, err := next()
		if errors.Is(err, io.EOF) {
			if _, err := io.Copy(io.Discard, b); err != nil {
				return "", nil, err
			}
		}
		return name, file, err
	}
}

// single is the body as one file. An empty one is no file.
func single(name string, b io.Reader) func() (string, io.Reader, error) {
	done := false
	return func() (string, io.Reader, error) {
		if done {
			return "", nil, io.EOF
		}
		done = true
		return name, b, nil
	}
}

// form lists the files of a form. Parameters belong into the address: as fields they
// would come too late, or be overlooked.
func form(parts *multipart.Reader) func() (string, io.Reader, error) {
	return func() (string, io.Reader, error) {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return "", nil, io.EOF
		case err != nil:
			return "", nil, inForm(err)
		case part.FileName() == "":
			return "", nil, refused{http.StatusBadRequest, fmt.Sprintf("the field %q of the form is no file: give the parameters in the address, as ?%s=…", part.FormName(), part.FormName())}
		}
		return part.FileName(), broken{part, inForm}, nil
	}
}

// archive lists the files of a tar.gz, as far as it expands to at most so many bytes.
func archive(b io.Reader, most int64) func() (string, io.Reader, error) {
	var entries *tar.Reader
	return func() (string, io.Reader, error) {
		if entries == nil {
			unzipped, err := gzip.NewReader(b)
			if err != nil {
				return "", nil, inArchive(err)
			}
			entries = tar.NewReader(&expanding{r: unzipped, left: most, most: most})
		}
		for {
			h, err := entries.Next()
			switch {
			case errors.Is(err, io.EOF):
				return "", nil, io.EOF
			case err != nil:
				return "", nil, inArchive(err)
			case h.Typeflag == tar.TypeReg:
				return h.Name, broken{entries, inArchive}, nil
			}
		}
	}
}

// expanding fails once more came out than may.
type expanding struct {
	r          io.Reader
	left, most int64
}

// Read reads up to the limit.
func (e *expanding) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if e.left -= int64(n); e.left < 0 {
		return 0, refused{http.StatusRequestEntityTooLarge, fmt.Sprintf("the archive expands to more than %d MiB: send fewer files at once", e.most>>20)}
	}
	return n, err
}

// broken says what the bytes of a file were part of when they cannot be read.
type broken struct {
	io.Reader
	say func(error) error
}

// Read reads from the part.
func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.say(err)
	}
	return n, err
}

// inForm says that a form is not sound, unless it is the connection that is not.
func inForm(err error) error { return unsound(err, "the form is not sound: ") }

// inArchive says that an archive is not sound.
func inArchive(err error) error { return unsound(err, "the archive is not sound: ") }

// unsound keeps errors that say already what to do.
func unsound(err error, what string) error {
	var own refused
	var large *http.MaxBytesError
	if errors.As(err, &own) || errors.As(err, &large) {
		return err
	}
	return refused{http.StatusBadRequest, what + err.Error()}
}
