// Command newsgraph-client asks a newsgraph server in GraphQL with Go's standard library alone: it prints every statement with an
// object of a name, and the first quote for it.
//
//	go run main.go -url http://127.0.0.1:8080 Huawei
//
// It is a module of its own, as a client of yours would be.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
)

const query = `query($object: String!, $after: String) {
  statements(filter: {object: {name: $object}}, first: 50, after: $after) {
    nodes { text polarity evidence(first: 1) { nodes { quote article { source } } } }
    pageInfo { hasNextPage endCursor }
  }
}`

// answer is the answer to query.
type answer struct {
	Data struct {
		Statements struct {
			Nodes []struct {
				Text, Polarity string
				Evidence       struct {
					Nodes []struct {
						Quote   string
						Article struct{ Source string }
					}
				}
			}
			PageInfo struct {
				HasNextPage bool
				EndCursor   string
			}
		}
	}
	Errors []struct{ Message string }
}

func main() {
	url := flag.String("url", "http://127.0.0.1:8080", "where the server is")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *url, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "newsgraph-client:", err)
		os.Exit(1)
	}
}

// run prints all pages of statements with that object.
func run(ctx context.Context, out io.Writer, url, object string) error {
	variables := map[string]any{"object": object}
	for {
		a, err := ask(ctx, url, variables)
		if err != nil {
			return err
		}
		page := a.Data.Statements
		for _, s := range page.Nodes {
			fmt.Fprintf(out, "%s (%s)\n", s.Text, s.Polarity)
			for _, e := range s.Evidence.Nodes {
				fmt.Fprintf(out, "    “%s” %s\n", e.Quote, e.Article.Source)
			}
		}
		if !page.PageInfo.HasNextPage {
			return nil
		}
		variables["after"] = page.PageInfo.EndCursor
	}
}

// ask sends the query and gives the answer; an answer with errors is an error.
func ask(ctx context.Context, url string, variables map[string]any) (*answer, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var a answer
	if err := json.NewDecoder(response.Body).Decode(&a); err != nil {
		return nil, fmt.Errorf("%s: %w", response.Status, err)
	}
	if len(a.Errors) > 0 {
		return nil, errors.New(a.Errors[0].Message)
	}
	return &a, nil
}
