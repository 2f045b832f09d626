package schema

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// introspectionQuery is what graphql-js 16 asks of a server (getIntrospectionQuery with its defaults).
const introspectionQuery = `query IntrospectionQuery { __schema {
  queryType { name } mutationType { name } subscriptionType { name }
  types { ...FullType }
  directives { name description locations args { ...InputValue } } } }
fragment FullType on __Type { kind name description
  fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields { ...InputValue } interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`

func TestIntrospection(t *testing.T) {
	s := newTestSchema(t)
	r := ask(t, s, introspectionQuery, "")
	if len(r.Errors) > 0 {
		t.Fatal(r.Errors[0])
	}
	var a struct {
		Data struct {
			Schema struct {
				Types []struct {
					Name   string
					Fields []struct {
						Name string
						Args []struct {
							Name         string
							DefaultValue *string
						}
					}
					InputFields []struct {
						Name         string
						DefaultValue *string
					}
				}
			} `json:"__schema"`
		}
	}
	if err := json.Unmarshal(r.JSON, &a); err != nil {
		t.Fatal(err)
	}
	defaults := map[string]string{}
	var names []string
	for _, typ := range a.Data.Schema.Types {
		names = append(names, typ.Name)
		for _, f := range typ.Fields {
			for _, arg := range f.Args {
				if arg.DefaultValue != nil {
					defaults[typ.Name+"."+f.Name+"."+arg.Name] = *arg.DefaultValue
				}
			}
		}
		for _, f := range typ.InputFields {
			if f.DefaultValue != nil {
				defaults[typ.Name+"."+f.Name] = *f.DefaultValue
			}
		}
	}
	for where, want := range map[string]string{
		"Entity.statements.direction": "BOTH", "Evidence.start.unit": "BYTE", "Statement.sameClaim.first": "10",
		"StatementOrder.direction": "DESC", "DeleteArticleInput.dryRun": "false",
	} {
		if defaults[where] != want {
			t.Errorf("%s: default %q, want %q", where, defaults[where], want)
		}
	}
	for i := 1; i < len(names); i++ {
		if names[i-1] > names[i] {
			t.Errorf("types are not in order: %s before %s", names[i-1], names[i])
		}
	}
	for i := 0; i < 3; i++ {
		if again := newTestSchema(t).Execute(context.Background(), Request{Query: introspectionQuery}); string(again.JSON) != string(r.JSON) {
			t.Error("asked again, the answer is another")
		}
	}
	if strings.Contains(string(r.JSON), enumMark) || strings.Contains(string(r.JSON), `\u0001`) {
		t.Error("the mark of enums is in the answer")
	}
}
