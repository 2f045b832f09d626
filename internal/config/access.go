package config

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Access is about who may use the server.
type Access struct {
	Tokens     []Token  // access.tokens and access.tokens_file: who may do what
	TokensFile string   // access.tokens_file: path of a file with more of them, one on each line
	Anonymous  []string // access.anonymous: roles of those without a token, where there are tokens
	Open       bool     // access.open: listen on addresses that other machines reach, without tokens
	Rate       int      // access.rate: operations a second of one token, or of one address without; 0 is no limit
	Burst      int      // access.burst: operations at once; 0 is twice the rate
	SignSecret string   // access.sign_secret: what addresses of exports are signed with; empty is another one each time
}

// Token lets who has its secret do what its roles say.
type Token struct {
	Name   string
	Roles  []string // of "read", "load", "curate", "admin"
	Secret string   // at least 16 characters, or "sha256:" and the hexadecimal hash of them
}

// Hash is the SHA-256 of the token's secret.
func (t Token) Hash() [sha256.Size]byte {
	if digits, ok := strings.CutPrefix(t.Secret, hashedSecret); ok {
		var hash [sha256.Size]byte
		if n, err := hex.Decode(hash[:], []byte(digits)); err == nil && n == len(hash) {
			return hash
		}
	}
	return sha256.Sum256([]byte(t.Secret))
}

// The roles, as settings spell them.
var roleNames = [...]string{"read", "load", "curate", "admin"}

const (
	tokenWanted    = "tokens as NAME ROLES SECRET, such as \"dashboard read,load 5f0c...\", with a secret of 16 characters or more"
	leastSecret    = 16
	hashedSecret   = "sha256:"
	tokenSeparator = ";"
)

var (
	tokenName = regexp.MustCompile(`^[A-Za-z0-9._@-]{1,64}$`)
	// A bearer token as RFC 6750 has it.
	tokenSecret = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)
	hashed      = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
)

// parseToken reads a token. Its errors have nothing of the secret.
func parseToken(line string) (Token, error) {
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return Token{}, fmt.Errorf("has a token of %d words; want %s", len(fields), tokenWanted)
	}
	t := Token{Name: fields[0], Secret: fields[2]}
	if !tokenName.MatchString(t.Name) {
		return t, errors.New("has a token whose name is not of letters, digits and ._@-; want " + tokenWanted)
	}
	for role := range strings.SplitSeq(fields[1], ",") {
		if !slices.Contains(roleNames[:], role) {
			return t, fmt.Errorf("has the token %s with a role that is none of %s", t.Name, strings.Join(roleNames[:], ", "))
		}
		t.Roles = append(t.Roles, role)
	}
	isHash := hashed.MatchString(t.Secret)
	if !isHash && (strings.HasPrefix(t.Secret, hashedSecret) || len(t.Secret) < leastSecret || !tokenSecret.MatchString(t.Secret)) {
		return t, fmt.Errorf("has the token %s with a secret that is too short or has other characters than A-Z a-z 0-9 . _ ~ + / -; "+
			"make one with: openssl rand -hex 24", t.Name)
	}
	return t, nil
}

// tokens are given as a list, or in a variable one after the other with semicolons or lines between them.
type tokens struct{ to *[]Token }

func (t tokens) show() string { return "" }

func (t tokens) parse(s string) any {
	var list []any
	for line := range strings.SplitSeq(strings.ReplaceAll(s, tokenSeparator, "\n"), "\n") {
		if strings.TrimSpace(line) != "" {
			list = append(list, line)
		}
	}
	return list
}

func (t tokens) set(v any) error {
	if v == nil {
		return nil
	}
	list, ok := v.([]any)
	if !ok {
		return errors.New("is no list; want " + tokenWanted)
	}
	var all []Token
	for _, item := range list {
		line, ok := item.(string)
		if !ok {
			return errors.New("has something that is no text; want " + tokenWanted)
		}
		one, err := parseToken(line)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	*t.to = all
	return distinct(all)
}

func distinct(all []Token) error {
	seen := map[string]bool{}
	for _, t := range all {
		if seen[t.Name] {
			return fmt.Errorf("has two tokens named %s; every token has a name of its own", t.Name)
		}
		seen[t.Name] = true
	}
	return nil
}

// readTokens adds the tokens of access.tokens_file.
func (c *Config) readTokens() error {
	path := c.Access.TokensFile
	if path == "" {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("config: access.tokens_file: %w", err)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		c.Warnings = append(c.Warnings, fmt.Sprintf("others than its owner can read the tokens in %s; chmod 600 keeps them out", path))
	}
	for number, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		t, err := parseToken(line)
		if err != nil {
			return fmt.Errorf("config: %s:%d %w", path, number+1, err)
		}
		c.Access.Tokens = append(c.Access.Tokens, t)
	}
	if err := distinct(c.Access.Tokens); err != nil {
		return fmt.Errorf("config: access.tokens with %s %w", path, err)
	}
	return nil
}

// secret is text that no error and no listing shows.
type secret struct{ to *string }

func (s secret) parse(text string) any { return text }
func (s secret) show() string          { return "" }
func (s secret) set(v any) error {
	text, ok := v.(string)
	if !ok {
		return errors.New("is no text (put numbers in quotes)")
	}
	if text = strings.TrimSpace(text); text != "" && len(text) < leastSecret {
		return fmt.Errorf("has fewer than %d characters; make one with: openssl rand -hex 24", leastSecret)
	}
	*s.to = text
	return nil
}

// list is a list of words, which a variable or flag has with commas between them.
type list struct {
	to    *[]string
	check func(word string) error // what is wrong with a word
}

func (l list) show() string { return strings.Join(*l.to, ",") }

func (l list) parse(s string) any {
	var words []any
	for word := range strings.SplitSeq(s, ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func (l list) set(v any) error {
	items, ok := v.([]any)
	if !ok && v != nil {
		return fmt.Errorf("is %s; want a list", describe(v))
	}
	var words []string
	for _, item := range items {
		word, ok := item.(string)
		if !ok {
			return fmt.Errorf("has %s; want texts", describe(item))
		}
		if err := l.check(word); err != nil {
			return err
		}
		words = append(words, word)
	}
	*l.to = words
	return nil
}

func isRole(word string) error {
	if !slices.Contains(roleNames[:], word) {
		return fmt.Errorf("has %q; want roles: %s", word, strings.Join(roleNames[:], ", "))
	}
	return nil
}

func isHost(word string) error {
	if u, err := url.Parse("//" + word); err != nil || u.Hostname() != word {
		return fmt.Errorf("has %q; want names of hosts without ports, such as news.intern", word)
	}
	return nil
}

func isOrigin(word string) error {
	u, err := url.Parse(word)
	if word != "*" && (err != nil || u.Scheme == "" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil) {
		return fmt.Errorf("has %q; want origins such as https://app.example.org, or * for all", word)
	}
	return nil
}
