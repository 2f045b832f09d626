package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// clean takes the settings of the machine that runs the test away and works in an empty folder.
func clean(t *testing.T) string {
	t.Helper()
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "NEWSGRAPH_") {
			t.Setenv(name, "")
		}
	}
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "xdg"))
	t.Chdir(dir)
	return dir
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestShippedFileListsEveryKeyWithItsDefault(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", FileName))
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	var keys []string
	inFile := map[string]string{}
	var walk func(prefix string, node *yaml.Node)
	walk = func(prefix string, node *yaml.Node) {
		for i := 0; i < len(node.Content); i += 2 {
			key, value := node.Content[i], node.Content[i+1]
			name := prefix + key.Value
			if value.Kind == yaml.MappingNode {
				walk(name+".", value)
				continue
			}
			if key.HeadComment == "" {
				t.Errorf("%s has no comment", name)
			}
			keys = append(keys, name)
			inFile[name] = value.Value
		}
	}
	walk("", document.Content[0])
	if diff := cmp.Diff(Keys(), keys); diff != "" {
		t.Errorf("the keys of the code (-) and of the shipped file (+) differ:\n%s", diff)
	}
	defaults := Default()
	for _, s := range defaults.settings() {
		if got, want := inFile[s.key], s.value.show(); got != want {
			t.Errorf("%s: the shipped file says %q, the default is %q", s.key, got, want)
		}
	}
}

func TestShippedFileIsTheDefault(t *testing.T) {
	shipped, err := filepath.Abs(filepath.Join("..", "..", FileName))
	if err != nil {
		t.Fatal(err)
	}
	clean(t)
	got, err := Load(Options{File: shipped})
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.File = shipped
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestVariablesAreDistinct(t *testing.T) {
	seen := map[string]string{}
	for _, key := range Keys() {
		if other := seen[Variable(key)]; other != "" {
			t.Errorf("%s and %s have one variable", key, other)
		}
		seen[Variable(key)] = key
		if key != strings.ToLower(key) {
			t.Errorf("%s has upper case, which viper cannot keep", key)
		}
	}
}

func TestPrecedence(t *testing.T) {
	dir := clean(t)
	addr := func(o Options) string {
		t.Helper()
		c, err := Load(o)
		if err != nil {
			t.Fatal(err)
		}
		return c.Server.Addr
	}
	steps := []struct {
		name, want string
		do         func() Options
	}{
		{"default", "127.0.0.1:8080", func() Options { return Options{} }},
		{"XDG folder", "h:1", func() Options {
			write(t, filepath.Join(dir, "xdg", "newsgraph", FileName), "server: {addr: 'h:1'}")
			return Options{}
		}},
		{"working folder", "h:2", func() Options {
			write(t, FileName, "server:\n  addr: h:2\n")
			return Options{}
		}},
		{"named file", "h:3", func() Options {
			write(t, "other.yaml", "server:\n  addr: h:3\n")
			return Options{File: "other.yaml"}
		}},
		{"variable", "h:4", func() Options {
			t.Setenv("NEWSGRAPH_SERVER_ADDR", "h:4")
			return Options{File: "other.yaml"}
		}},
		{"flag", "h:5", func() Options {
			return Options{File: "other.yaml", Flags: []Flag{{"--addr", "server.addr", "h:5"}}}
		}},
	}
	for _, s := range steps {
		if got := addr(s.do()); got != s.want {
			t.Errorf("%s: got %s, want %s", s.name, got, s.want)
		}
	}
}

func TestEveryKind(t *testing.T) {
	clean(t)
	write(t, FileName, `
iri_base: https://example.org/kg/
store: "memory:"
log: {level: DEBUG, format: json}
server: {playground: false, addr: ":0"}
load: {workers: 3, max_article_bytes: 1.5 MiB, language: pt-BR}
limits: {timeout: 1m30s, aliases: 7}
`)
	t.Setenv("NEWSGRAPH_LOAD_WORKERS", "4")
	t.Setenv("NEWSGRAPH_SERVER_PLAYGROUND", "true")
	got, err := Load(Options{Flags: []Flag{{"--timeout", "limits.timeout", "5s"}}})
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.File = FileName
	want.IRIBase, want.Store = "https://example.org/kg/", "memory:"
	want.Log = Log{Level: -4, Format: "json"}
	want.Server.Addr = ":0"
	want.Load.Workers, want.Load.MaxArticleBytes, want.Load.Language = 4, 3<<19, "pt-BR"
	want.Limits.Timeout, want.Limits.Aliases = 5*time.Second, 7
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestAnEmptyFileOrSectionSetsNothing(t *testing.T) {
	clean(t)
	for _, content := range []string{"", "# nothing\n", "server:\n", "server:\n  addr:\n", "{}"} {
		write(t, FileName, content)
		got, err := Load(Options{})
		want := Default()
		want.File = FileName
		if err != nil {
			t.Errorf("%q: %v", content, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: want -, got +:\n%s", content, diff)
		}
	}
}

func TestMistakesInTheFile(t *testing.T) {
	cases := []struct{ content, want string }{
		{"server: {adr: 'h:1'}", "unknown key server.adr; did you mean server.addr?"},
		{"addr: 'h:1'", "unknown key addr; did you mean server.addr?"},
		{"Store: x\nworkers: 3", "unknown key workers; did you mean load.workers?"},
		{"zzzzzzzzzzzz: 3", "unknown key zzzzzzzzzzzz; the keys are iri_base, store, log.level"},
		{"server: 8080", "server is a section and takes no value; its keys are server.addr, server.playground"},
		{"store: {path: x}", "store is no section; it takes a value"},
		{"store: 12", `store is 12; want text`},
		{"store: [a, b]", `store is a list; want text`},
		{"store: ' '", `store is empty; want text`},
		{"log: {level: loud}", `log.level is "loud"; want one of debug, info, warn, error`},
		{"log: {format: xml}", `log.format is "xml"; want one of text, json`},
		{"nlp: {model: huge}", `nlp.model is "huge"; want one of accurate, fast`},
		{"server: {addr: 8080}", "server.addr is 8080; want host and port, such as 127.0.0.1:8080"},
		{"server: {addr: 'h:http'}", `server.addr is "h:http"; want host and port`},
		{"server: {playground: 'true'}", `server.playground is "true"; want true or false`},
		{"load: {workers: many}", `load.workers is "many"; want a whole number, 0 or more`},
		{"load: {workers: -1}", "load.workers is -1; want a whole number, 0 or more"},
		{"load: {workers: 1.5}", "load.workers is 1.5; want a whole number"},
		{"load: {max_article_bytes: 10}", "load.max_article_bytes is 10; want a size with its unit, such as 10MB"},
		{"load: {max_article_bytes: 10 stones}", `load.max_article_bytes is "10 stones"; want a size`},
		{"load: {max_article_bytes: 0B}", `load.max_article_bytes is "0B"; want a size`},
		{"load: {language: English}", `load.language is "English"; want a language tag`},
		{"iri_base: example", `iri_base is "example"; want an absolute IRI`},
		{"iri_base: 'http://a b/'", `iri_base is "http://a b/"; want an absolute IRI`},
		{"limits: {timeout: 30}", "limits.timeout is 30; want a time with its unit, such as 30s or 5m"},
		{"limits: {timeout: -1s}", `limits.timeout is "-1s"; want a time`},
		{"limits: {depth: 0}", "limits.depth is 0; want a whole number, 1 or more"},
		{"a: b: c", "yaml"},
		{"store: a\nstore: b", "already defined"},
		{"- a\n- b", "yaml"},
	}
	for _, c := range cases {
		t.Run(c.content, func(t *testing.T) {
			clean(t)
			write(t, "my.yaml", c.content)
			_, err := Load(Options{File: "my.yaml"})
			checkError(t, err, "config: my.yaml: ", c.want)
		})
	}
}

func checkError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("got error %q, want it to have %q", err, part)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q has several lines", err)
	}
}

func TestMistakesElsewhere(t *testing.T) {
	clean(t)
	_, err := Load(Options{File: "absent.yaml"})
	checkError(t, err, "config: ", "absent.yaml")

	_, err = Load(Options{Flags: []Flag{{"--workers", "load.workers", "x"}}})
	checkError(t, err, `config: --workers is "x"; want a whole number`)

	t.Setenv("NEWSGRAPH_LIMITS_TIMEOUT", "soon")
	_, err = Load(Options{})
	checkError(t, err, `config: environment: NEWSGRAPH_LIMITS_TIMEOUT is "soon"; want a time`)
}

func TestMisspeltVariablesAreToldAndOthersAreNot(t *testing.T) {
	clean(t)
	t.Setenv("NEWSGRAPH_SERVER_ADR", "h:1")
	t.Setenv("NEWSGRAPH_SHARED", "elsewhere")
	c, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := "the variable NEWSGRAPH_SERVER_ADR is no setting; did you mean NEWSGRAPH_SERVER_ADDR?"
	if !slices.Contains(c.Warnings, want) || len(slices.DeleteFunc(c.Warnings, func(w string) bool { return w == want })) != 0 {
		t.Errorf("got warnings %q, want %q alone", c.Warnings, want)
	}
}

func TestSizes(t *testing.T) {
	cases := []struct {
		in   string
		want int64
		show string
	}{
		{"512B", 512, "512B"}, {"10MB", 1e7, "10MB"}, {"1.5 GB", 15e8, "1500MB"}, {"256kb", 256e3, "256KB"},
		{"2MiB", 2 << 20, "2MiB"}, {"0B", 0, "0B"}, {"1001B", 1001, "1001B"},
	}
	for _, c := range cases {
		got, err := ParseSize(c.in)
		if err != nil || got != c.want {
			t.Errorf("ParseSize(%q) = %d, %v, want %d", c.in, got, err, c.want)
		}
		if shown := ShowSize(got); shown != c.show {
			t.Errorf("ShowSize(%d) = %q, want %q", got, shown, c.show)
		}
		if again, err := ParseSize(ShowSize(got)); err != nil || again != got {
			t.Errorf("%d is shown as %q and read back as %d, %v", got, ShowSize(got), again, err)
		}
	}
	for _, bad := range []string{"", "10", "MB", "-1MB", "10XB", "NaNB", "InfGB", "99999999999GB"} {
		if n, err := ParseSize(bad); err == nil {
			t.Errorf("ParseSize(%q) = %d, want an error", bad, n)
		}
	}
}

func TestDurationsAreShownShort(t *testing.T) {
	for in, want := range map[time.Duration]string{30 * time.Second: "30s", 5 * time.Minute: "5m", time.Hour: "1h", 90 * time.Second: "1m30s"} {
		if got := showDuration(in); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func FuzzParseSize(f *testing.F) {
	for _, seed := range []string{"10MB", "1.5 GiB", "0B", "1e3KB", "-1B", "9999999999GB"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseSize(s)
		if err != nil {
			return
		}
		if n < 0 {
			t.Fatalf("ParseSize(%q) = %d", s, n)
		}
		if again, err := ParseSize(ShowSize(n)); err != nil || again != n {
			t.Fatalf("%d is shown as %q and read back as %d, %v", n, ShowSize(n), again, err)
		}
	})
}
