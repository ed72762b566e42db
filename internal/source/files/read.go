package files

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path"
	"syscall"

	"syncd/internal/format"
	"syncd/internal/model"
)

// reading is one file as read.
type reading struct {
	entry
	report format.Report // Format is "" when no parser knows the file
	sum    string        // SHA-256 over all of it, hex
	// grown is true when the content known from before is a strict beginning of
	// this one: the file had been read while half written.
	grown    bool
	unopened bool // the disk or the rights failed: nothing is known about its content

	context  model.Context // what its run ran on, from all who may say so
	declared string        // id that something declares for its run, "" if nothing does
}

// read reads one file and hashes it on the way.
func (f *Folder) read(ctx context.Context, e entry, was seen) (reading, error) {
	r := reading{entry: e}
	file, err := openRegular(e.root, e.file)
	if err != nil {
		r.unopened = true
		return r, fmt.Errorf("open: %w", cause(err))
	}
	defer file.Close()
	disk := &steady{ctx: ctx, r: file}
	sums := &sums{whole: sha256.New(), part: sha256.New(), left: was.Size}
	in := bufio.NewReaderSize(io.TeeReader(disk, sums), format.SniffLen)
	head, _ := in.Peek(format.SniffLen)
	parser := format.Sniff(f.parsers, path.Base(e.path), head)
	var parseErr error
	if parser != nil {
		r.report, parseErr = parser.Parse(in, format.Options{Modified: e.modified, Location: f.env.Location})
		_, _ = io.Copy(io.Discard, in) // the hash goes over the rest too
	}
	switch {
	case disk.err != nil:
		r.unopened, r.report = true, format.Report{}
		return r, fmt.Errorf("read: %w", cause(disk.err))
	case parser == nil:
		return r, nil
	}
	r.sum = hex.EncodeToString(sums.whole.Sum(nil))
	r.grown = was.Sum != "" && was.Size < e.size && hex.EncodeToString(sums.part.Sum(nil)) == was.Sum
	if parseErr != nil {
		return r, fmt.Errorf("parse as %s: %w", parser.Name(), parseErr)
	}
	return r, nil
}

// openRegular opens a file that was regular when it was listed. A named pipe that
// has taken its place since would block us for ever; hence the flag.
func openRegular(root *os.Root, name string) (*os.File, error) {
	file, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("is no regular file")
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// steady reads until the context ends, and keeps the disk's error: a parser may
// swallow it, and the file must not be blamed for it.
type steady struct {
	ctx context.Context
	r   io.Reader
	err error
}

// Read implements io.Reader.
func (s *steady) Read(p []byte) (int, error) {
	if s.err == nil {
		s.err = s.ctx.Err()
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// sums hashes a whole stream and, apart, its first left bytes.
type sums struct {
	whole, part hash.Hash
	left        int64
}

// Write never fails: hashes do not.
func (s *sums) Write(p []byte) (int, error) {
	s.whole.Write(p)
	n := min(int64(len(p)), s.left)
	s.part.Write(p[:n])
	s.left -= n
	return len(p), nil
}
