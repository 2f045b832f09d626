# Everything here is a shorthand; the commands stand alone. make ci is what a change has to pass.

GO      ?= go
TOOL    := $(GO) tool -modfile=internal/tools/go.mod
FUZZ    ?= 10s
COUNT   ?= 6
QUADS   ?= 1000000
ARTICLES ?= 1000
WARC    ?= 256
SHARED  ?= ../shared

.PHONY: build test race lint fmt fuzz train bench bench-store bench-load bench-api update ci clean

# The two programs, in the working folder.
build:
	CGO_ENABLED=0 $(GO) build -trimpath -o newsgraph ./cmd/newsgraph
	CGO_ENABLED=0 $(GO) build -trimpath -o newsgraph-train ./cmd/newsgraph-train

test:
	$(GO) test ./...

# Needs a C compiler, as Go's race detector does.
race:
	CGO_ENABLED=1 $(GO) test -race ./...

lint:
	$(TOOL) golangci-lint run ./...

fmt:
	$(TOOL) golangci-lint fmt ./...

# Every fuzz target for FUZZ each.
fuzz:
	.ci/fuzz $(FUZZ)

# Trains segmenter, lemmas and coreference again from the corpora in SHARED; the same corpora give the same bytes.
# nlp/train/README.md says how the neural networks are trained.
train:
	$(GO) run ./cmd/newsgraph-train -shared $(SHARED)

# The store beside Cayley's own, and the whole graph: the tables of docs/benchmarks.md.
bench-store:
	cd bench && $(GO) run . -quads $(QUADS)

# The GraphQL endpoint of a real server, beside Cayley's.
bench-api:
	cd bench && $(GO) run ./api -quads $(QUADS)

# Web archives to articles and pages to stored statements, by step: the tables of docs/benchmarks.md. Needs the pages in SHARED.
bench-load:
	$(GO) run ./cmd/newsgraph-bench -shared $(SHARED) -articles $(ARTICLES) -warc $(WARC)

# Benchmarks with their statistics: make bench > old, change, make bench > new, then benchstat old new.
bench:
	$(GO) test -run '^$$' -bench . -benchmem -count $(COUNT) ./... | $(TOOL) benchstat -

# Writes the golden files anew; read their diff as you read code.
update:
	$(GO) test $$(grep -rl 'flag.Bool("update"' --include='*_test.go' . | xargs -n1 dirname | sort -u) -update

ci:
	.ci/run

clean:
	rm -f newsgraph newsgraph-train
