package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// setting is one key of the file and the field behind it.
type setting struct {
	key   string
	value value
}

// value is a field that can be set from what a YAML file holds, or from the text of a variable or flag.
type value interface {
	// set takes a value of the field's own type; its error says what is wanted.
	set(v any) error
	// parse gives the value that a variable's or flag's text stands for; set says whether it is right.
	parse(s string) any
	// show is the value as the shipped file writes it.
	show() string
}

// asText is v where it is text and not empty.
func asText(v any, want string) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("is %s; want %s", describe(v), want)
	}
	if strings.TrimSpace(s) == "" {
		return "", fmt.Errorf("is empty; want %s", want)
	}
	return s, nil
}

// describe says what a YAML file holds in words.
func describe(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case bool, int, int64, uint64, float64:
		return fmt.Sprint(v)
	case []any:
		return "a list"
	case map[string]any:
		return "a section"
	}
	return fmt.Sprintf("%v", v)
}

type text struct{ to *string }

func (t text) parse(s string) any { return s }
func (t text) show() string       { return *t.to }
func (t text) set(v any) error {
	s, err := asText(v, "text (put numbers in quotes)")
	if err == nil {
		*t.to = s
	}
	return err
}

// optional is text that may be empty.
type optional struct{ to *string }

func (o optional) parse(s string) any { return s }
func (o optional) show() string       { return *o.to }
func (o optional) set(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("is %s; want text (put numbers in quotes)", describe(v))
	}
	*o.to = s
	return nil
}

type choice struct {
	to   *string
	from []string
}

func (c choice) parse(s string) any { return s }
func (c choice) show() string       { return *c.to }
func (c choice) set(v any) error {
	want := "one of " + strings.Join(c.from, ", ")
	if len(c.from) == 1 {
		want = c.from[0]
	}
	s, err := asText(v, want)
	if err != nil {
		return err
	}
	for _, one := range c.from {
		if s == one {
			*c.to = s
			return nil
		}
	}
	return fmt.Errorf("is %q; want %s", s, want)
}

type iriBase struct{ to *string }

func (i iriBase) parse(s string) any { return s }
func (i iriBase) show() string       { return *i.to }
func (i iriBase) set(v any) error {
	const want = `an absolute IRI that ends in ":", "/" or "#", such as urn:newsgraph:`
	s, err := asText(v, want)
	if err != nil {
		return err
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || !strings.ContainsRune(":/#", rune(s[len(s)-1])) || strings.ContainsAny(s, " <>\"{}|\\^`\t\n") {
		return fmt.Errorf("is %q; want %s", s, want)
	}
	*i.to = s
	return nil
}

type address struct{ to *string }

func (a address) parse(s string) any { return s }
func (a address) show() string       { return *a.to }
func (a address) set(v any) error {
	const want = "host and port, such as 127.0.0.1:8080"
	s, err := asText(v, want)
	if err != nil {
		return err
	}
	if err := CheckAddr(s); err != nil {
		return fmt.Errorf("is %q; want %s", s, want)
	}
	*a.to = s
	return nil
}

// CheckAddr says whether s is a host (or nothing, for all interfaces) and a port number to listen on.
func CheckAddr(s string) error {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return fmt.Errorf("config: address %q: %w", s, err)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("config: address %q: no port from 0 to 65535", s)
	}
	return nil
}

// languageTag is as much of BCP 47 as names a language: "en", "pt-BR".
var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

type language struct{ to *string }

func (l language) parse(s string) any { return s }
func (l language) show() string       { return *l.to }
func (l language) set(v any) error {
	const want = "a language tag, such as en"
	s, err := asText(v, want)
	if err != nil {
		return err
	}
	if !languageTag.MatchString(s) {
		return fmt.Errorf("is %q; want %s", s, want)
	}
	*l.to = s
	return nil
}

type level struct{ to *slog.Level }

func (l level) parse(s string) any { return s }
func (l level) show() string       { return strings.ToLower(l.to.String()) }
func (l level) set(v any) error {
	const want = "one of debug, info, warn, error"
	s, err := asText(v, want)
	if err != nil {
		return err
	}
	for _, one := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		if strings.EqualFold(s, one.String()) {
			*l.to = one
			return nil
		}
	}
	return fmt.Errorf("is %q; want %s", s, want)
}

type boolean struct{ to *bool }

func (b boolean) show() string { return strconv.FormatBool(*b.to) }

func (b boolean) parse(s string) any {
	switch s {
	case "true", "1":
		return true
	case "false", "0":
		return false
	}
	return s
}

func (b boolean) set(v any) error {
	is, ok := v.(bool)
	if !ok {
		return fmt.Errorf("is %s; want true or false", describe(v))
	}
	*b.to = is
	return nil
}

type integer struct {
	to    *int
	least int
}

func (i integer) show() string { return strconv.Itoa(*i.to) }

func (i integer) parse(s string) any {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return s
}

func (i integer) set(v any) error {
	n, ok := v.(int)
	if !ok || n < i.least {
		return fmt.Errorf("is %s; want a whole number, %d or more", describe(v), i.least)
	}
	*i.to = n
	return nil
}

type duration struct{ to *time.Duration }

func (d duration) parse(s string) any { return s }
func (d duration) show() string       { return showDuration(*d.to) }
func (d duration) set(v any) error {
	const want = "a time with its unit, such as 30s or 5m"
	s, err := asText(v, want)
	if err != nil {
		return err
	}
	t, err := time.ParseDuration(s)
	if err != nil || t <= 0 {
		return fmt.Errorf("is %q; want %s", s, want)
	}
	*d.to = t
	return nil
}

// showDuration is the shortest form: 5m for what String calls 5m0s.
func showDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
