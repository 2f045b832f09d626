// Package mail reads e-mail: single messages (.eml), mailboxes (mbox) and pages that browsers saved as messages (MHTML).
//
// It takes the bytes of a message or a mailbox and gives the article of each message, of each page, and of each document
// that is attached to a message.
package mail

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"newsgraph/loaders/format"
	"newsgraph/news"
)

// Format reads e-mail. Inside names the formats of what is attached to messages; without it attachments are passed over.
type Format struct {
	Inside []format.Format
}

// Name is "mail".
func (Format) Name() string { return "mail" }

var (
	separator  = regexp.MustCompile(`^From [^\r\n]*\d{4}[^\r\n]*\r?\n(?:>?[A-Za-z][A-Za-z0-9-]*:|>From )`)
	fieldLine  = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*):(?:[ \t]|\r?$)`)
	mailFields = map[string]bool{
		"from": true, "received": true, "return-path": true, "message-id": true, "mime-version": true, "delivered-to": true, "to": true,
		"subject": true, "date": true, "content-type": true, "dkim-signature": true, "list-id": true, "reply-to": true, "sender": true, "x-received": true,
	}
)

// Detect says yes to the first line of a mailbox and to a header with three fields of messages or more, From among them.
func (Format) Detect(head []byte, _ string) bool { return isBox(head) || isMessage(head) }

func isBox(head []byte) bool { return separator.Match(head) }

func isMessage(head []byte) bool {
	known := map[string]bool{}
	for line := range bytes.Lines(head) {
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			break
		}
		if text[0] == ' ' || text[0] == '\t' {
			continue
		}
		match := fieldLine.FindStringSubmatch(text)
		if match == nil {
			return false
		}
		if name := strings.ToLower(match[1]); mailFields[name] {
			known[name] = true
		}
	}
	return len(known) >= 3 && (known["from"] || known["mime-version"] && known["content-type"])
}

// messageArticles is how many articles of the greatest size a message may have with all that is attached to it.
const messageArticles = 4

// Read yields the article of a message, called like the input, or those of a mailbox, each called "NAME#NUMBER". What is
// attached follows as "MESSAGE#FILE".
func (f Format) Read(ctx context.Context, r io.Reader, in format.Input, yield func(format.Item) error) error {
	opened, err := format.Open(r)
	if err != nil {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
	}
	buffered := bufio.NewReaderSize(opened, 64<<10)
	head, err := buffered.Peek(format.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return yield(format.Fail(f.Name(), in.Name, news.Article{}, err))
	}
	if isBox(head) {
		return f.box(ctx, buffered, in, yield)
	}
	whole := in
	whole.Limit = in.MaxBytes() * messageArticles
	data, err := format.ReadAll(ctx, buffered, whole)
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	return f.message(ctx, data, err, in, format.Place{}, yield)
}

// box reads a mailbox message by message. A message begins behind a line that begins with "From " and has a year in it.
func (f Format) box(ctx context.Context, r *bufio.Reader, in format.Input, yield func(format.Item) error) error {
	messages := &splitter{r: r, limit: in.MaxBytes() * messageArticles}
	for number := int64(1); ; number++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		data, err := messages.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if number <= in.Start && (err == nil || errors.Is(err, format.ErrTooLarge)) {
			continue
		}
		each := in
		each.Name = fmt.Sprintf("%s#%d", in.Name, number)
		if failed := f.message(ctx, data, err, each, format.Place{Here: number - 1, Next: number}, yield); failed != nil {
			return failed
		}
		if err != nil && !errors.Is(err, format.ErrTooLarge) {
			return nil
		}
	}
}

// splitter parts a mailbox into messages.
type splitter struct {
	r     *bufio.Reader
	limit int64
	blank bool // the line before was empty
	begun bool // the line before the present message was read
}

// next is the next message; io.EOF at the end. A message beyond the limit is passed over and format.ErrTooLarge.
func (s *splitter) next() ([]byte, error) {
	var message bytes.Buffer
	tooLarge, inLine := false, false
	for {
		line, err := s.r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			err = nil
		}
		if !inLine && err == nil && s.parts(line) {
			s.blank = false
			if s.begun {
				return s.message(message.Bytes(), tooLarge)
			}
			s.begun = true
			continue
		}
		s.blank = !inLine && len(bytes.TrimRight(line, "\r\n")) == 0
		if !inLine {
			line = unquote(line)
		}
		inLine = len(line) > 0 && line[len(line)-1] != '\n'
		if tooLarge = tooLarge || int64(message.Len()+len(line)) > s.limit; !tooLarge {
			message.Write(line)
		}
		switch {
		case errors.Is(err, io.EOF) && s.begun:
			s.begun = false
			return s.message(message.Bytes(), tooLarge)
		case err != nil:
			return nil, err
		}
	}
}

func (s *splitter) message(data []byte, tooLarge bool) ([]byte, error) {
	if tooLarge {
		return nil, format.TooLarge(s.limit)
	}
	return data, nil
}

var fromLine = regexp.MustCompile(`^From .*\d{4}`)

// parts says whether a line parts messages.
func (s *splitter) parts(line []byte) bool { return (s.blank || !s.begun) && fromLine.Match(line) }

// unquote takes a sign off the lines that would look like those which part messages.
func unquote(line []byte) []byte {
	if rest := bytes.TrimLeft(line, ">"); len(rest) < len(line) && bytes.HasPrefix(rest, []byte("From ")) {
		return line[1:]
	}
	return line
}
