package schema

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/graphql-go/graphql/language/lexer"
	"github.com/graphql-go/graphql/language/source"
)

func TestScanRewrites(t *testing.T) {
	for _, tc := range []struct{ name, query, want string }{
		{"nothing to do", `{ a(b: "c") }`, `{ a(b: "c") }`},
		{"comment with a letter beyond ASCII", "{ # é\n name }", "{     \n name }"},
		{"byte order mark", "\uFEFF{a}", "   {a}"},
		{"surrogate pair", `{a(b:"\uD83D\uDE00")}`, `{a(b:"😀"        )}`},
		{"braced escape", `{a(b:"\u{1F600}x")}`, `{a(b:"😀x"     )}`},
		{"escapes that stay", `{a(b:"\"\\\u00e9\n")}`, `{a(b:"\"\\\u00e9\n")}`},
		{"hash in a string", `{a(b:"# no comment")}`, `{a(b:"# no comment")}`},
		{"hash in a block string", "{a(b:\"\"\"\n# no comment \\\"\"\" \"\"\")}", "{a(b:\"\"\"\n# no comment \\\"\"\" \"\"\")}"},
		{"null argument alone", `{a(b:null){c}}`, `{a        {c}}`},
		{"null argument among others", `{a(b:null,c:1)}`, `{a(      ,c:1)}`},
		{"all arguments null", `{a(b: null, c: null)}`, `{a        ,         }`},
		{"null field of an object", `{a(b:{c:null d:1})}`, `{a(b:{       d:1})}`},
		{"object of nothing but null", `{a(b:{c:null})}`, `{a(b:{      })}`},
		{"null default", `query($a:Int=null){b(c:$a)}`, `query($a:Int     ){b(c:$a)}`},
		{"a field called null", `{a: null null}`, `{a: null null}`},
		{"null argument of a directive", `{a @b(c:null)}`, `{a @b        }`},
	} {
		got, err := scan(tc.query, Limits{}.withDefaults())
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestScanRefuses(t *testing.T) {
	limits := Limits{QueryBytes: 5000}.withDefaults()
	for _, tc := range []struct{ name, query, want string }{
		{"not UTF-8", "{a(b:\"\xff\")}", "syntax error: the query is not valid UTF-8"},
		{"control character", "{a\x00}", `syntax error: unexpected character '\x00'`},
		{"unknown character", "{a;}", `syntax error: unexpected character ';'`},
		{"dots", "{..a}", `syntax error: unexpected "."`},
		{"open string", `{a(b:"c`, "syntax error: a string that does not end"},
		{"string over the line", "{a(b:\"c\n\")}", "syntax error: a string that does not end on its line"},
		{"open block string", `{a(b:"""c`, "syntax error: a block string that does not end"},
		{"half a pair", `{a(b:"\uD83D")}`, "syntax error: a bad escape in a string"},
		{"bad escape", `{a(b:"\x")}`, "syntax error: a bad escape in a string"},
		{"long name", "{" + strings.Repeat("a", 300) + "}", "syntax error: a name or number of more than 256 bytes"},
		{"null in a list", `{a(b:[null])}`, "syntax error: null can stand as an argument or a field, not in a list"},
		{"long query", strings.Repeat(" ", 5001), "the query's bytes: 5001 or more, the limit is 5000 (limits.query_bytes)"},
		{"aliases", "{" + strings.Repeat("a:b ", 51) + "}", "the query's aliases: 51 or more, the limit is 50 (limits.aliases)"},
		{"directives", "{a" + strings.Repeat("@b ", 51) + "}", "the query's directives: 51 or more, the limit is 50 (limits.directives)"},
		{"deep fields", strings.Repeat("{a", 31), "the query's depth: 31 or more, the limit is 15 (limits.depth)"},
		{"deep values", "{a(b:" + strings.Repeat("[", 16) + ")}", "the nesting of the query's values: 16 or more, the limit is 15 (limits.depth)"},
	} {
		_, err := scan(tc.query, limits)
		if err == nil {
			t.Errorf("%s: no error, want %q", tc.name, tc.want)
			continue
		}
		if diff := cmp.Diff(tc.want, err.Message); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
	if _, err := scan("{"+strings.Repeat("a ", 8000)+"}", Limits{}.withDefaults()); err == nil || err.Extensions["limit"] != "limits.tokens" {
		t.Errorf("8,002 tokens: got %v, want an error of limits.tokens", err)
	}
}

// FuzzScan holds the scanner to what it promises of any bytes: an error or a text of the same length that the library
// reads with as many tokens as were counted.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		`{ a(b: "c") }`, "{ # é\n name }", `{a(b:"\uD83D\uDE00")}`, `query($a:Int=null){b(c:$a,d:null) @e(f:null)}`,
		"{a(b:\"\"\"x \\\"\"\" y\"\"\")}", "fragment a on B{...a}", "{a(b:[1 -2.5e3 {c:D}])}", "\uFEFF{a}",
	} {
		f.Add(seed)
	}
	limits := Limits{}.withDefaults()
	f.Fuzz(func(t *testing.T, query string) {
		got, err := scan(query, limits)
		if err != nil {
			if err.Message == "" || err.Code() == "" {
				t.Errorf("an error without a message or a code: %+v", err)
			}
			return
		}
		if len(got) != len(query) || !utf8.ValidString(got) {
			t.Errorf("scan(%q) = %q: another length, or not UTF-8", query, got)
		}
		if again, err := scan(got, limits); err != nil || again != got {
			t.Errorf("scanned twice: %q, then %q, %v", got, again, err)
		}
		next := lexer.Lex(source.NewSource(&source.Source{Body: []byte(got)}))
		for tokens := 0; ; tokens++ {
			token, err := next(0)
			if err != nil || token.Kind == lexer.EOF {
				break
			}
			if tokens > limits.Tokens {
				t.Fatalf("the library reads more tokens than are allowed in %q", query)
			}
		}
	})
}
