package schema

import (
	"fmt"
	"time"
)

// Limits bound what one request may ask for. A zero field takes its default; there is no "without limit".
type Limits struct {
	Depth              int           // fields inside fields, and values inside values; default 15 (introspection has its own)
	Tokens             int           // lexical tokens of a query; default 8,000
	Aliases            int           // aliases in a query; default 50
	Directives         int           // directives in a query; default 50
	Operations         int           // operations in a query's text; default 50
	Fields             int           // fields of an operation once its fragments are spread; default 10,000
	Cost               int           // fields times page sizes, see cost; default 500,000
	InputValues        int           // values in the variables, texts counted as one each; default 10,000
	QueryBytes         int           // a query's text; default 256 KiB
	RequestBytes       int           // a request's body; default 16 MiB
	ResultBytes        int           // an answer; default 64 MiB
	ArticlesPerRequest int           // articles in one loadArticles; default 100
	Timeout            time.Duration // of a query; default 30 seconds
	LoadTimeout        time.Duration // of a mutation; default 10 minutes
}

func (l Limits) withDefaults() Limits {
	orDefault(&l.Depth, 15)
	orDefault(&l.Tokens, 8000)
	orDefault(&l.Aliases, 50)
	orDefault(&l.Directives, 50)
	orDefault(&l.Operations, 50)
	orDefault(&l.Fields, 10_000)
	orDefault(&l.Cost, 500_000)
	orDefault(&l.InputValues, 10_000)
	orDefault(&l.QueryBytes, 256<<10)
	orDefault(&l.RequestBytes, 16<<20)
	orDefault(&l.ResultBytes, 64<<20)
	orDefault(&l.ArticlesPerRequest, 100)
	orDefault(&l.Timeout, 30*time.Second)
	orDefault(&l.LoadTimeout, 10*time.Minute)
	return l
}

func orDefault[T int | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// The keys of the config that set the limits. Each error of a limit names its key.
const (
	keyDepth              = "limits.depth"
	keyTokens             = "limits.tokens"
	keyAliases            = "limits.aliases"
	keyDirectives         = "limits.directives"
	keyOperations         = "limits.operations"
	keyFields             = "limits.fields"
	keyCost               = "limits.cost"
	keyInputValues        = "limits.input_values"
	keyQueryBytes         = "limits.query_bytes"
	keyRequestBytes       = "limits.request_bytes"
	keyResultBytes        = "limits.result_bytes"
	keyArticlesPerRequest = "limits.articles_per_request"
	keyTimeout            = "limits.timeout"
	keyLoadTimeout        = "limits.load_timeout"
)

// tooMuch is the error of a limit: what there is of it, how many at least, how many there may be.
func tooMuch(key, what string, found, limit int) *Error {
	return &Error{
		Message:    fmt.Sprintf("%s: %d or more, the limit is %d (%s)", what, found, limit, key),
		Extensions: map[string]any{"code": CodeLimit, "limit": key, "value": found, "maximum": limit},
	}
}

// TooLarge is the error of a request whose body is larger than limits.request_bytes.
func (l Limits) TooLarge() *Error {
	limit := l.withDefaults().RequestBytes
	return tooMuch(keyRequestBytes, "the request's bytes", limit+1, limit)
}

// tookTooLong is the error of a request that ran out of time.
func tookTooLong(key string, limit time.Duration) *Error {
	return &Error{
		Message:    fmt.Sprintf("the request took longer than %v (%s)", limit, key),
		Extensions: map[string]any{"code": CodeTimeout, "limit": key, "value": limit.String(), "maximum": limit.String()},
	}
}
