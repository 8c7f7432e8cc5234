package web

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts in a registry of its own, so that two handlers in one process
// do not meet.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	inFlight prometheus.Gauge
	answers  *prometheus.CounterVec
	limited  prometheus.Counter
	feedback *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "policybot_http_requests_total", Help: "Requests by route and status."}, []string{"route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "policybot_http_request_duration_seconds", Help: "Time to the end of the response by route.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "policybot_http_requests_in_flight", Help: "Requests being served."}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "policybot_answers_total", Help: "Answers given over HTTP by status."}, []string{"status"}),
		limited: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "policybot_http_limited_total", Help: "Requests refused because their address asked too often."}),
		feedback: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "policybot_feedback_total", Help: "Verdicts of readers by reason."}, []string{"verdict", "reason"}),
	}
	m.registry.MustRegister(m.requests, m.duration, m.inFlight, m.answers, m.limited, m.feedback,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
