"""Traces and metrics of this process (OPS-5)."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from bootstrap.version import own_version

FLUSH_MILLISECONDS = 3_000
"""How long an ending process tries to hand over its last spans."""


@contextmanager
def tracing(endpoint: str, *, service: str) -> Iterator[TracerProvider | None]:
    """Send spans to an OTLP/HTTP collector until the block ends; nothing for an empty endpoint.

    Args:
        endpoint: base address of the collector; spans go to `<endpoint>/v1/traces`.
        service: which process this is: worker, api, mcp.
    """
    if not endpoint:
        yield None
        return
    resource = Resource.create(
        {"service.name": f"zhiban-{service}", "service.version": own_version()}
    )
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=5)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    try:
        yield provider
    finally:
        provider.force_flush(FLUSH_MILLISECONDS)
        provider.shutdown()


def metrics_text() -> tuple[bytes, str]:
    """Return this process's numbers and their media type, as Prometheus reads them."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
