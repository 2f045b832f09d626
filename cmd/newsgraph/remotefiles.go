package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"newsgraph/loaders"
	"newsgraph/loaders/format"
	"newsgraph/loaders/source"
	"newsgraph/server"
)

const (
	// filesAtOnce is how many files are handed in before it is asked what became of them.
	filesAtOnce = 16
	// uploadMost is the size of a file that a server takes by default.
	uploadMost = 64 << 20
)

// errNotTaken is a file that the server does not take as a whole.
var errNotTaken = errors.New("larger than the server takes at once")

// handedIn is a file that was handed in, or why it was not.
type handedIn struct {
	source.Source
	job string
	err error
}

// loadFiles hands files in as they are: the server reads them, and its ledger has them by their paths. It gives those that
// cannot be handed in.
func (r remoteLoader) loadFiles(ctx context.Context, files []source.Source, in format.Input, follow bool, report *loaders.Report, each func(loaders.Item)) (rest []source.Source, err error) {
	told := func(item loaders.Item) {
		report.Count(item)
		each(item)
	}
	for batch := range slices.Chunk(files, filesAtOnce) {
		var handed []handedIn
		for _, file := range batch {
			h := handedIn{Source: file, err: errNotTaken}
			if isHandedIn(file, in) {
				h.job, h.err = r.handIn(ctx, file, in, follow)
			}
			if err := ctx.Err(); err != nil {
				return rest, err
			}
			handed = append(handed, h)
		}
		for _, h := range handed {
			var refused *server.BadUpload
			switch {
			case errors.Is(h.err, errNotTaken):
				rest = append(rest, h.Source)
			case errors.As(h.err, &refused), errors.Is(h.err, errUnread):
				told(loaders.Item{Name: h.Name, Outcome: loaders.Failed, Err: h.err})
			case h.err != nil:
				return rest, h.err
			default:
				err := r.tellJob(ctx, server.LedgerQuery{Job: h.job, Source: h.Key}, func(item loaders.Item) {
					item.Name = h.Name + strings.TrimPrefix(item.Name, h.Key)
					told(item)
				})
				if err != nil {
					return rest, err
				}
			}
		}
	}
	return rest, nil
}

// isHandedIn says whether a source is a file that a server can read by itself.
func isHandedIn(file source.Source, in format.Input) bool {
	if file.Key == "" || len(in.Fields) > 0 {
		return false
	}
	info, err := os.Stat(file.Key)
	return err != nil || info.Size() <= uploadMost
}

// errUnread is a file that cannot be read here.
var errUnread = errors.New("it cannot be read")

// handIn hands a file in and gives the job that loads it.
func (r remoteLoader) handIn(ctx context.Context, file source.Source, in format.Input, follow bool) (job string, err error) {
	opened, err := file.Open()
	if err != nil {
		return "", fmt.Errorf("%w (%w)", errUnread, err)
	}
	data, err := io.ReadAll(opened)
	if err = errors.Join(err, opened.Close()); err != nil {
		return "", fmt.Errorf("%w: %s: %w", errUnread, file.Name, err)
	}
	given := url.Values{"name": {file.Key}}
	if in.Published.Known() {
		given.Set("publishedAt", in.Published.String())
	}
	if follow {
		given.Set("follow", "true")
	}
	status, body, err := r.to.post(ctx, "/load?"+given.Encode(), data)
	switch {
	case err != nil:
		return "", err
	case status == http.StatusRequestEntityTooLarge:
		return "", errNotTaken
	case status == http.StatusBadRequest:
		return "", &server.BadUpload{Message: file.Name + ": " + strings.TrimSpace(string(body))}
	case status != http.StatusAccepted:
		return "", fmt.Errorf("%s/load answers %d: %.200s", strings.TrimSuffix(r.to.url, "/graphql"), status, strings.TrimSpace(string(body)))
	}
	var begun struct{ ID string }
	if err := json.Unmarshal(body, &begun); err != nil || begun.ID == "" {
		return "", fmt.Errorf("%s/load answers without a job", strings.TrimSuffix(r.to.url, "/graphql"))
	}
	return begun.ID, nil
}

// post sends bytes to what the server has beside GraphQL.
func (e *endpoint) post(ctx context.Context, path string, data []byte) (status int, body []byte, err error) {
	address := strings.TrimSuffix(e.url, "/graphql") + path
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(data))
	if err != nil {
		return 0, nil, err
	}
	response, err := e.client.Do(request)
	if err != nil {
		return 0, nil, fmt.Errorf("no answer from %s: %w; is newsgraph serve running there?", e.url, withoutURL(err))
	}
	body, err = io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return response.StatusCode, body, errors.Join(err, response.Body.Close())
}
