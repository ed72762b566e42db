package push

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"sync"
)

// form is the files as a form, written while it is read. Nothing runs before the first
// byte is: some tries end earlier.
func form(files []File, boundary string) io.ReadCloser {
	return &lazy{open: func() io.ReadCloser { return written(files, boundary) }}
}

// lazy opens what it reads at the first read.
type lazy struct {
	open func() io.ReadCloser
	in   io.ReadCloser
	mu   sync.Mutex // a transport closes while it still reads
}

// Read implements io.Reader.
func (l *lazy) Read(p []byte) (int, error) {
	l.mu.Lock()
	if l.in == nil {
		l.in = l.open()
	}
	in := l.in
	l.mu.Unlock()
	return in.Read(p)
}

// Close implements io.Closer. What is read afterwards is at its end.
func (l *lazy) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.in == nil {
		l.in = http.NoBody
	}
	return l.in.Close()
}

// written is the form on its way.
func written(files []File, boundary string) io.ReadCloser {
	r, w := io.Pipe()
	go func() {
		m := multipart.NewWriter(w)
		err := m.SetBoundary(boundary)
		for _, f := range files {
			if err == nil {
				err = part(m, f)
			}
		}
		if err == nil {
			err = m.Close()
		}
		w.CloseWithError(err)
	}()
	return r
}

// part writes one file.
func part(m *multipart.Writer, f File) error {
	in, err := os.Open(f.Path)
	if err != nil {
		return fmt.Errorf("read a file to push: %w", err)
	}
	defer in.Close()
	out, err := m.CreateFormFile("file", filepath.Base(f.Path))
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return err
}
