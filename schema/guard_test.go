package schema

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// repeat writes a piece n times, %d in it being the number.
func repeat(piece string, n int) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		b.WriteString(strings.ReplaceAll(piece, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

// nested is a selection of depth n.
func nested(n int) string {
	return "{" + strings.Repeat("statements{nodes{subject{", n/3) + "id" + strings.Repeat("}}}", n/3) + "}"
}

func TestGuardRefuses(t *testing.T) {
	s := newTestSchema(t)
	for _, tc := range []struct{ name, query, want string }{
		{"ring of one", "{...a} fragment a on Query{...a}", `fragment "a" spreads itself`},
		{"ring of two", "{...a} fragment a on Query{...b} fragment b on Query{...a}", "spreads itself"},
		{"ring that is not used", "{statistics{articles}} fragment a on Query{...a}", `fragment "a" spreads itself`},
		{"ring below a field", "{...a} fragment a on Query{statements{nodes{...b}}} fragment b on Statement{subject{statements{nodes{...b}}}}", "spreads itself"},
		{"ring through an inline fragment", "{...a} fragment a on Query{...on Query{...a}}", "spreads itself"},
		{"deep", nested(18), "limits.depth"},
		{"deep through fragments", "{statements{...a}} fragment a on StatementConnection{nodes{subject{statements{...b}}}}" +
			"fragment b on StatementConnection{nodes{subject{statements{...c}}}} fragment c on StatementConnection{nodes{subject{statements{...d}}}}" +
			"fragment d on StatementConnection{nodes{subject{statements{...e}}}} fragment e on StatementConnection{nodes{subject{statements{...f}}}}" +
			"fragment f on StatementConnection{nodes{id}}", "limits.depth"},
		{"many operations", repeat("query q%d{statistics{articles}}", 51), "limits.operations"},
		{"fragments that double", "{...f0}" + repeat("fragment f%d on Query{...g%d ...g%d} fragment g%d on Query{statistics{...h%d}} fragment h%d on Statistics{articles}", 1) +
			doubling(14), "limits.fields"},
		{"fields of types of fields of types of fields", "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}", "introspection may ask for lists in lists"},
		{"the same through fragments", "{__schema{types{...a}}} fragment a on __Type{fields{type{...b}}} fragment b on __Type{fields{type{...c}}} fragment c on __Type{interfaces{name}}", "introspection may ask for lists in lists"},
		{"a directive twice", "{__typename @skip(if:false) @skip(if:false)}", "@skip can be used once"},
		{"a directive twice in a fragment", "{...@include(if:true)@skip(if:false)@include(if:true){__typename}}", "@include can be used once"},
		{"types", "type A{b:Int}", "cannot define types"},
		{"a variable without a type", "query($a:){__typename}", "variable $a has no type"},
		{"a variable of a list of nothing", "query($a:[]!){__typename}", "syntax error"},
	} {
		_, errs := s.prepare(tc.query)
		if len(errs) == 0 || !strings.Contains(errs[0].Message, tc.want) {
			t.Errorf("%s: got %v, want an error with %q", tc.name, errs, tc.want)
		}
	}
}

// doubling are fragments each of which spreads the next one twice.
func doubling(n int) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		fmt.Fprintf(&b, "fragment d%d on Query{...d%d ...d%d}", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "fragment d%d on Query{statistics{articles}}", n)
	return b.String()
}

// TestGuardIsQuick sends what keeps the library busy for seconds to minutes, as large as the limits let it through.
func TestGuardIsQuick(t *testing.T) {
	s := newTestSchema(t)
	for _, tc := range []struct{ name, query string }{
		{"one leaf often", "{statistics{" + repeat("articles ", 7900) + "}}"},
		{"one object often", "{" + repeat("statements{nodes{id}} ", 1100) + "}"},
		{"one deep object often", "{" + repeat("statements{nodes{subject{statements{nodes{subject{id}}}}}} ", 380) + "}"},
		{"inline fragments", "{" + repeat("...on Query{statistics{articles}} ", 870) + "}"},
		{"many fragments", "{" + repeat("...f%d ", 600) + "}" + repeat("fragment f%d on Query{statistics{articles}} ", 600)},
		{"unknown fields", "{" + repeat("a_long_name_that_is_like_no_other%d ", 5000) + "}"},
		{"unknown arguments", "{statements(" + repeat("an_argument%d:1 ", 2600) + "){nodes{id}}}"},
		{"unknown fragments", "{" + repeat("...f%d ", 3900) + "}"},
		{"unused variables", "query(" + repeat("$v%d:Int ", 1500) + "){statistics{articles}}"},
		{"unknown variables", repeat("query q%d{...f}", 50) + "fragment f on Query{" + repeat("statements(first:$v%d){nodes{id}}", 500) + "}"},
		{"a wide filter", "{statements(filter:{or:[" + repeat(`{subject:{name:"x%d"}} `, 870) + "]}){nodes{id}}}"},
		{"a wide filter that is wrong", "{statements(filter:{or:[" + repeat(`{subject:{nane:"x%d"}} `, 870) + "]}){nodes{id}}}"},
		{"fields with arguments often", "{" + repeat(`statements(first:1 filter:{text:"x"}){nodes{id}} `, 400) + "}"},
	} {
		start := time.Now()
		d, errs := s.prepare(tc.query)
		if took := time.Since(start); took > time.Minute { // it is some 50 ms; the race detector and a busy machine are slow
			t.Errorf("%s: %d bytes took %v", tc.name, len(tc.query), took)
		}
		for _, e := range errs {
			if e.Code() == CodeLimit {
				t.Errorf("%s: %v: the case does not reach validation", tc.name, e)
			}
		}
		if d == nil && len(errs) == 0 {
			t.Errorf("%s: neither a document nor an error", tc.name)
		}
	}
}

func TestMergeRule(t *testing.T) {
	s := newTestSchema(t)
	for _, tc := range []struct{ name, query, want string }{
		{"the same twice", "{statistics{articles articles}}", ""},
		{"the same with arguments in another order", `{statements(first:1 filter:{text:"a" article:"b"}){nodes{id}} statements(filter:{article:"b" text:"a"} first:1){nodes{id}}}`, ""},
		{"other fields", "{statistics{a:articles a:entities}}", "articles and entities are different fields"},
		{"other arguments", "{statements(first:1){nodes{id}} statements(first:2){nodes{id}}}", "their arguments differ"},
		{"other arguments, deep", "{entities{nodes{statements(first:1){nodes{id}}}} entities{nodes{statements{nodes{id}}}}}", "their arguments differ"},
		{"other fields behind fragments", "{statistics{...a ...b}} fragment a on Statistics{x:articles} fragment b on Statistics{x:entities}", "different fields"},
		{"other fields of other types", `{node(id:"a"){...on Entity{x:name} ...on Predicate{x:label}}}`, ""},
		{"another shape of other types", `{node(id:"a"){...on Entity{x:name} ...on Predicate{x:statementCount}}}`, `one gives String!, the other Int`},
		{"another shape deep in other types", `{node(id:"a"){...on Entity{x:articles{nodes{y:id}}} ...on Article{x:entities{nodes{y:named}}}}}`, `one gives ID!, the other Boolean!`},
	} {
		_, errs := s.prepare(tc.query)
		switch {
		case tc.want == "" && len(errs) > 0:
			t.Errorf("%s: %v", tc.name, errs[0])
		case tc.want != "" && (len(errs) == 0 || !strings.Contains(errs[0].Message, tc.want)):
			t.Errorf("%s: got %v, want an error with %q", tc.name, errs, tc.want)
		}
	}
}
