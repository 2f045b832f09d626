package schema

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"newsgraph/graph"
)

func loadURLsPayloadResolvers() map[string]resolver {
	return map[string]resolver{
		"job":              plain(func(p *loadURLsPayload) any { return orNil(p.job) }),
		"userErrors":       plain(func(p *loadURLsPayload) any { return p.problems }),
		"clientMutationId": plain(func(p *loadURLsPayload) any { return p.mutation }),
	}
}

type loadURLsPayload struct {
	job      *graph.Job // nil where no address can be fetched
	problems []*userProblem
	mutation any
}

// loadURLs begins a job. Addresses that are none are told at once; the others are fetched in the background.
func loadURLs(c *call) (any, error) {
	in, _ := c.args.object("input")
	given := texts(in, "urls")
	if limit := c.schema.limits.ArticlesPerRequest; len(given) > limit {
		return nil, tooMuch(keyArticlesPerRequest, "the addresses", len(given), limit)
	}
	if c.schema.jobs == nil {
		return nil, NewError(CodeBadRequest, "loadURLs: this server does not load in the background")
	}
	payload := &loadURLsPayload{problems: []*userProblem{}, mutation: in["clientMutationId"]}
	var addresses []string
	for i, address := range given {
		if reason := badAddress(address); reason != "" {
			payload.problems = append(payload.problems, &userProblem{
				code: "BAD_URL", message: fmt.Sprintf("%.200q %s", address, reason), path: []string{"input", "urls", strconv.Itoa(i)},
			})
			continue
		}
		addresses = append(addresses, address)
	}
	if len(addresses) == 0 {
		if len(given) == 0 {
			payload.problems = append(payload.problems, &userProblem{code: "NO_URLS", message: "give the addresses of articles or feeds", path: []string{"input", "urls"}})
		}
		return payload, nil
	}
	c.release()
	var err error
	if payload.job, err = c.schema.jobs.LoadURLs(c.ctx, addresses); err != nil {
		return nil, fmt.Errorf("schema: loadURLs: %w", err)
	}
	return payload, nil
}

// badAddress says what is wrong with an address; empty where it can be fetched.
func badAddress(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil:
		return "is no address"
	case u.Scheme != "http" && u.Scheme != "https":
		return "does not begin with http:// or https://"
	case u.Hostname() == "":
		return "names no host"
	}
	return ""
}
