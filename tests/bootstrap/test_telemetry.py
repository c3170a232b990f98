import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from opentelemetry import trace
from prometheus_client import Counter

from bootstrap.telemetry import metrics_text, tracing


class Collector(BaseHTTPRequestHandler):
    """Keeps the paths and bodies that it is sent."""

    def do_POST(self):
        """Take one export."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        """Keep quiet."""


def test_spans_reach_the_collector_before_the_process_ends():
    """OPS-5."""
    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        collector.received = []
        thread = threading.Thread(target=collector.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        endpoint = f"http://127.0.0.1:{collector.server_port}/"
        with tracing(endpoint, service="test"), trace.get_tracer("t").start_as_current_span("hi"):
            pass
        collector.shutdown()
        thread.join()

    [(path, body)] = collector.received
    assert path == "/v1/traces"
    assert b"zhiban-test" in body


def test_without_a_collector_nothing_is_set_up():
    """OPS-5."""
    with tracing("", service="test") as provider:
        assert provider is None


def test_numbers_are_given_in_the_form_that_prometheus_reads():
    """OPS-5."""
    Counter("zhiban_test_things", "Things.").inc(2)

    text, media_type = metrics_text()

    assert b"zhiban_test_things_total 2.0" in text
    assert media_type.startswith("text/plain")
