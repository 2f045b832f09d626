package tag

import (
	_ "embed"

	"newsgraph/loaders/html" // want: nlp/tag may not import loaders/html
	"newsgraph/nlp"
	"newsgraph/nlp/form"
)
