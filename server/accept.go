package server

import (
	"mime"
	"strconv"
	"strings"
)

// The media types of answers.
const (
	typeResponse = "application/graphql-response+json"
	typeJSON     = "application/json"
)

// negotiate picks the media type of the answer from the Accept headers: the one of higher quality, the newer one where
// both are the same, JSON where nothing or anything is asked for. It is empty where neither will do.
func negotiate(accept []string) string {
	header := strings.Join(accept, ",")
	if strings.TrimSpace(header) == "" {
		return typeJSON
	}
	quality := map[string]float64{}
	others := -1.0
	for _, part := range strings.Split(header, ",") {
		media, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		q := 1.0
		if text, ok := parameters["q"]; ok {
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		switch media {
		case typeResponse, typeJSON:
			quality[media] = q
		case "*/*", "application/*":
			others = max(others, q)
		}
	}
	response, named := quality[typeResponse]
	json, namedJSON := quality[typeJSON]
	if !namedJSON {
		json = others
	}
	switch {
	case named && response > 0 && response >= json:
		return typeResponse
	case json > 0:
		return typeJSON
	}
	return ""
}

// streaming says when a client wants an event stream.
type streaming int

const (
	streamsNever streaming = iota
	streamsMany            // where there are many answers
	streamsAlways
)

// asksForStream says whether the Accept headers name event streams, and as something better than JSON.
func asksForStream(accept []string) streaming {
	quality := map[string]float64{}
	for _, part := range strings.Split(strings.Join(accept, ","), ",") {
		media, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		q := 1.0
		if text, ok := parameters["q"]; ok {
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		quality[media] = max(quality[media], q)
	}
	stream := quality[typeStream]
	switch json := max(quality[typeResponse], quality[typeJSON]); {
	case stream <= 0:
		return streamsNever
	case json >= stream:
		return streamsMany
	}
	return streamsAlways
}

// isJSON says whether a Content-Type is JSON in UTF-8. Only such requests are taken by POST: a page of another host
// cannot send them without asking first.
func isJSON(contentType string) bool {
	media, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || media != typeJSON {
		return false
	}
	charset := strings.ToLower(parameters["charset"])
	return charset == "" || charset == "utf-8" || charset == "utf8"
}
