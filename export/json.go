package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// object is a JSON object in the making: its members stay in the order in which they are put.
type object struct{ out bytes.Buffer }

func (o *object) start() { o.out.Reset(); o.out.WriteByte('{') }

// put adds a member.
func (o *object) put(name string, value any) {
	if last := o.out.Bytes()[o.out.Len()-1]; last != '{' {
		o.out.WriteByte(',')
	}
	o.value(name)
	o.out.WriteByte(':')
	o.value(value)
}

// open begins a member that is an object itself; close ends it.
func (o *object) open(name string) {
	if last := o.out.Bytes()[o.out.Len()-1]; last != '{' {
		o.out.WriteByte(',')
	}
	o.value(name)
	o.out.WriteString(":{")
}

func (o *object) close() { o.out.WriteByte('}') }

// value writes a value. Times are RFC 3339 in UTC.
func (o *object) value(value any) {
	switch v := value.(type) {
	case time.Time:
		value = timeText(v)
	case json.RawMessage:
		o.out.Write(v)
		return
	}
	e := json.NewEncoder(&o.out)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(fmt.Sprintf("export: %T as JSON: %v", value, err)) // a bug: values are texts, numbers and lists of them
	}
	o.out.Truncate(o.out.Len() - 1) // the encoder ends a line
}

// all adds a member for each column that has a value.
func all[R any](o *object, columns []column[R], of R) {
	for _, c := range columns {
		if value := c.of(of); !empty(value) {
			o.put(c.name, value)
		}
	}
}

// series writes values with commas between them, each on a line of its own.
type series struct {
	out   *bufio.Writer
	begun bool
}

func (s *series) add(o *object) error {
	if s.begun {
		if err := write(s.out, ","); err != nil {
			return err
		}
	}
	s.begun = true
	if err := write(s.out, "\n"); err != nil {
		return err
	}
	_, err := s.out.Write(o.out.Bytes())
	return wrapped(err)
}

// write writes texts.
func write(out *bufio.Writer, parts ...string) error {
	for _, part := range parts {
		if _, err := out.WriteString(part); err != nil {
			return wrapped(err)
		}
	}
	return nil
}

func wrapped(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("export: %w", err)
}
