package schema

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// decode reads JSON as the server does.
func decode(t testing.TB, text string) map[string]any {
	t.Helper()
	var out map[string]any
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

func coerceAll(t testing.TB, s *Schema, definitions, variables string) (map[string]any, *Error) {
	t.Helper()
	loose := *s
	loose.rules = loose.rules[:1] // the variables are not used, which the rules of validation refuse
	d, errs := loose.parse("query(" + definitions + "){statistics{articles}}")
	if len(errs) > 0 {
		t.Fatalf("%s: %v", definitions, errs[0])
	}
	operation, err := d.operation("")
	if err != nil {
		t.Fatal(err)
	}
	return (&coercer{schema: &s.schema, limits: s.limits}).variables(operation, decode(t, variables))
}

func TestVariables(t *testing.T) {
	s := newTestSchema(t)
	for _, tc := range []struct{ name, definitions, variables, want string }{
		{"nothing given", "$a:Int", `{}`, `{}`},
		{"null is as if absent", "$a:Int", `{"a":null}`, `{}`},
		{"default", "$a:Int=5", `{}`, `{"a":5}`},
		{"default for null", "$a:Int=5", `{"a":null}`, `{"a":5}`},
		{"others are ignored", "$a:Int", `{"b":1}`, `{}`},
		{"whole numbers", "$a:[Int!]", `{"a":[5,5.0,5e0,-2147483648]}`, `{"a":[5,5,5,-2147483648]}`},
		{"a list of one", "$a:[Int!]", `{"a":5}`, `{"a":[5]}`},
		{"floats", "$a:[Float!]", `{"a":[5,0.5,1e3]}`, `{"a":[5,0.5,1000]}`},
		{"ids", "$a:[ID!]", `{"a":["x",5]}`, `{"a":["x","5"]}`},
		{"enum", "$a:Polarity", `{"a":"NEGATED"}`, `{"a":"NEGATED"}`},
		{"a default enum", "$a:Polarity=NEGATED", `{}`, `{"a":"NEGATED"}`},
		{"objects", "$a:StatementFilter", `{"a":{"subject":{"name":"Acme"},"object":null,"or":[]}}`, `{"a":{"or":[],"subject":{"name":"Acme"}}}`},
		{"dates", "$a:DateTimeRange", `{"a":{"from":"2018-06-05","to":"2018-06-05T12:00:00+02:00"}}`, `{"a":{"from":"2018-06-05","to":"2018-06-05T12:00:00+02:00"}}`},
	} {
		got, err := coerceAll(t, s, tc.definitions, tc.variables)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		text, _ := json.Marshal(got)
		if diff := cmp.Diff(tc.want, string(text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestVariablesRefused(t *testing.T) {
	s := newTestSchema(t)
	for _, tc := range []struct{ name, definitions, variables, want string }{
		{"missing", "$a:Int!", `{}`, "variable $a of type Int! has to be given"},
		{"null where required", "$a:Int!", `{"a":null}`, "variable $a of type Int! has to be given"},
		{"text for Int", "$a:Int", `{"a":"5"}`, `$a: expected Int, found "5"`},
		{"past 32 bits", "$a:Int", `{"a":2147483648}`, "$a: expected Int, found 2147483648"},
		{"a fraction for Int", "$a:Int", `{"a":5.5}`, "$a: expected Int, found 5.5"},
		{"number for String", "$a:String", `{"a":5}`, "$a: expected String, found 5"},
		{"object for String", "$a:String", `{"a":{"b":1}}`, `$a: expected String, found {"b":1}`},
		{"text for Boolean", "$a:Boolean", `{"a":"true"}`, `$a: expected Boolean, found "true"`},
		{"text for Float", "$a:Float", `{"a":"1"}`, `$a: expected Float, found "1"`},
		{"huge Float", "$a:Float", `{"a":1e999}`, "$a: expected Float, found 1e999"},
		{"unknown enum", "$a:Polarity", `{"a":"MAYBE"}`, `$a: expected Polarity, found "MAYBE"`},
		{"enum of another case", "$a:Polarity", `{"a":"negated"}`, `$a: expected Polarity, found "negated"`},
		{"unknown field", "$a:StatementFilter", `{"a":{"subjekt":{"name":"Acme"}}}`, `$a: StatementFilter has no field "subjekt"`},
		{"deep in an object", "$a:StatementFilter", `{"a":{"and":[{"minSources":"3"}]}}`, `$a.and[0].minSources: expected Int, found "3"`},
		{"text for an object", "$a:StatementFilter", `{"a":"x"}`, `$a: expected StatementFilter, found "x"`},
		{"null in a list", "$a:[ID!]", `{"a":["x",null]}`, "$a[1]: expected ID!, found null"},
		{"no date", "$a:DateTimeRange", `{"a":{"from":"June"}}`, `$a.from: expected DateTime, found "June"; write 2018-06-05T12:00:00Z or 2018-06-05`},
		{"no address", "$a:[URL!]", `{"a":["example.com"]}`, `$a[0]: expected URL, found "example.com"; write an absolute address such as https://example.com/a`},
		{"nested too deep", "$a:StatementFilter", `{"a":` + strings.Repeat(`{"not":`, 20) + `{}` + strings.Repeat("}", 20) + "}",
			"the nesting of the variables: 16 or more, the limit is 15 (limits.depth)"},
		{"too many", "$a:[ID!]", `{"a":[1` + strings.Repeat(",1", 10_000) + `]}`,
			"the values in the variables: 10001 or more, the limit is 10000 (limits.input_values)"},
	} {
		_, err := coerceAll(t, s, tc.definitions, tc.variables)
		if err == nil {
			t.Errorf("%s: no error, want %q", tc.name, tc.want)
			continue
		}
		if diff := cmp.Diff(tc.want, err.Message); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}
