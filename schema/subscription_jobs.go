package schema

import (
	"context"

	"newsgraph/graph"
)

// Jobs are the loads that go on in the background.
type Jobs interface {
	// LoadURLs begins a job that fetches and loads what some addresses lead to.
	LoadURLs(ctx context.Context, addresses []string) (*graph.Job, error)
	// Watch waits until a job is not as it was at a version of it, and gives it as it is then, with its version: at once
	// for version 0. The job is what the resolvers of LoadJob take; it is nil where there is no such job. Done says that
	// it will not change any more. An error is that of ctx, or a fault.
	Watch(ctx context.Context, id string, version uint64) (job any, now uint64, done bool, err error)
}
