package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"newsgraph/schema"
)

// Metrics counts what a Server does, for Prometheus. One is for one Server. It is safe for concurrent use.
type Metrics struct {
	registry      *prometheus.Registry
	requests      *prometheus.CounterVec
	durations     *prometheus.HistogramVec
	costs         *prometheus.HistogramVec
	errors        *prometheus.CounterVec
	subscriptions *prometheus.GaugeVec
	events        *prometheus.CounterVec
	loads         *prometheus.CounterVec
	loading       prometheus.Histogram
}

// NewMetrics makes Metrics with a registry of its own.
func NewMetrics() *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "newsgraph_" + name, Help: help}, labels)
	}
	histogram := func(name, help string, buckets []float64) prometheus.HistogramOpts {
		return prometheus.HistogramOpts{Name: "newsgraph_" + name, Help: help, Buckets: buckets}
	}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: counter("http_requests_total", "HTTP requests that were answered, by status.", "status"),
		durations: prometheus.NewHistogramVec(histogram("operation_duration_seconds",
			"How long GraphQL operations took to be answered, by kind; of a subscription, each event.",
			prometheus.ExponentialBuckets(0.0005, 2, 18)), []string{"kind"}),
		costs: prometheus.NewHistogramVec(histogram("operation_cost",
			"The cost of GraphQL operations, which limits.cost bounds, by kind.", prometheus.ExponentialBuckets(1, 4, 12)), []string{"kind"}),
		errors: counter("errors_total", "Errors in answers, by code.", "code"),
		subscriptions: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "newsgraph_subscriptions",
			Help: "Subscriptions that go on, by transport."}, []string{"transport"}),
		events:  counter("events_total", "Events that are sent to subscribers, by transport.", "transport"),
		loads:   counter("articles_total", "Articles that were handed in, by what became of them.", "outcome"),
		loading: prometheus.NewHistogram(histogram("load_duration_seconds", "How long loads took.", prometheus.ExponentialBuckets(0.01, 2, 16))),
	}
	for _, outcome := range []schema.LoadOutcome{schema.LoadAdded, schema.LoadUpdated, schema.LoadUnchanged, schema.LoadRefused, schema.LoadFailed} {
		m.loads.WithLabelValues(string(outcome)) // a series that begins at 0
	}
	m.registry.MustRegister(m.requests, m.durations, m.costs, m.errors, m.subscriptions, m.events, m.loads, m.loading,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Loaded counts articles that were handed in, by what became of them.
func (m *Metrics) Loaded(outcome schema.LoadOutcome, n int) {
	m.loads.WithLabelValues(string(outcome)).Add(float64(n))
}

// Loader is a Loader whose loads are counted.
func (m *Metrics) Loader(l schema.Loader) schema.Loader { return countingLoader{l, m} }

type countingLoader struct {
	schema.Loader
	metrics *Metrics
}

func (c countingLoader) LoadArticles(ctx context.Context, articles []schema.ArticleInput) ([]schema.LoadedArticle, error) {
	start := time.Now()
	loaded, err := c.Loader.LoadArticles(ctx, articles)
	c.metrics.loading.Observe(time.Since(start).Seconds())
	for i := range loaded {
		c.metrics.Loaded(loaded[i].Outcome, 1)
	}
	return loaded, err
}

// describe adds what is asked for whenever somebody reads the metrics: the store, the connections and the program.
func (m *Metrics) describe(s *Server) {
	build := s.schema.Build()
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "newsgraph_build_info", Help: "1, with the versions as labels.",
			ConstLabels: prometheus.Labels{"version": build.Version, "extractor": build.Extractor, "go": runtime.Version()},
		}, func() float64 { return 1 }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "newsgraph_connections", Help: "Event streams and WebSockets that are open.",
		}, func() float64 { return float64(s.live.open.Load()) }),
		&storeCollector{schema: s.schema, size: prometheus.NewDesc("newsgraph_store_size",
			"What the store has, by kind.", []string{"kind"}, nil), revision: prometheus.NewDesc("newsgraph_store_revision",
			"The store's revision: one more with every commit.", nil, nil)},
	)
}

// storeCollector asks the store when the metrics are read.
type storeCollector struct {
	schema         *schema.Schema
	size, revision *prometheus.Desc
}

func (c *storeCollector) Describe(to chan<- *prometheus.Desc) { to <- c.size; to <- c.revision }

// collectTimeout is how long the store may take to say how large it is.
const collectTimeout = 5 * time.Second

func (c *storeCollector) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), collectTimeout)
	defer cancel()
	s, err := c.schema.Statistics(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(c.size, err)
		return
	}
	for _, of := range []struct {
		kind string
		n    int64
	}{
		{"articles", s.Articles}, {"entities", s.Entities}, {"statements", s.Statements}, {"evidence", s.Evidence},
		{"predicates", s.Predicates}, {"quads", s.Quads},
	} {
		to <- prometheus.MustNewConstMetric(c.size, prometheus.GaugeValue, float64(of.n), of.kind)
	}
	to <- prometheus.MustNewConstMetric(c.revision, prometheus.GaugeValue, float64(s.Revision))
}

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 3})
}

// sent counts an event that is sent.
func (m *Metrics) sent(answers *schema.Answers, transport string) {
	if answers.Kind() == "subscription" {
		m.events.WithLabelValues(transport).Inc()
	}
}

func (m *Metrics) answered(status int) { m.requests.WithLabelValues(strconv.Itoa(status)).Inc() }

// observe counts an answer that took so long.
func (m *Metrics) observe(response *schema.Response, took time.Duration) {
	kind := response.Kind
	if kind == "" {
		kind = "refused"
	} else {
		m.costs.WithLabelValues(kind).Observe(float64(response.Cost))
	}
	m.durations.WithLabelValues(kind).Observe(took.Seconds())
	m.failed(response.Errors...)
}

func (m *Metrics) failed(errs ...*schema.Error) {
	for _, e := range errs {
		m.errors.WithLabelValues(e.Code()).Inc()
	}
}

// subscribed counts a subscription until the function that it gives is called.
func (m *Metrics) subscribed(answers *schema.Answers, transport string) (done func()) {
	if answers.Kind() != "subscription" {
		return func() {}
	}
	gauge := m.subscriptions.WithLabelValues(transport)
	m.events.WithLabelValues(transport) // a series that begins at 0
	gauge.Inc()
	return gauge.Dec
}

// execute answers a request that has one answer.
func (s *Server) execute(ctx context.Context, q schema.Request) *schema.Response {
	start := time.Now()
	response := s.schema.Execute(ctx, q)
	s.metrics.observe(response, time.Since(start))
	return response
}

// begin is schema.Begin, counted.
func (s *Server) begin(ctx context.Context, q schema.Request) (*schema.Answers, *schema.Response) {
	start := time.Now()
	answers, refused := s.schema.Begin(ctx, q)
	if refused != nil {
		s.metrics.observe(refused, time.Since(start))
	}
	return answers, refused
}

// next is the next answer, counted.
func (s *Server) next(ctx context.Context, answers *schema.Answers) (*schema.Response, error) {
	response, err := answers.Next(ctx)
	if response != nil {
		s.metrics.observe(response, response.Took)
	}
	if why := last(err); why != nil && !errors.Is(err, io.EOF) {
		s.metrics.failed(why)
	}
	return response, err
}
