"""The one way to a Temporal client."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, Interceptor, TLSConfig
from temporalio.common import SearchAttributeKey, VersioningBehavior, WorkerDeploymentVersion
from temporalio.contrib.opentelemetry import TracingInterceptor
from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

from bootstrap.configuration.own import MetricsSettings, TemporalSettings
from bootstrap.configuration.settings import Settings
from bootstrap.temporal.encryption import data_converter
from bootstrap.temporal.presence import START_PATIENCE, no_answer
from domain.common.errors import Misconfigured, Unavailable
from workflows.attributes import KIND, OWNER, SCORE, STATE

SEARCH_ATTRIBUTES: Sequence[SearchAttributeKey[str] | SearchAttributeKey[int]] = (
    OWNER,
    KIND,
    STATE,
    SCORE,
)
"""What the namespace must know before a workflow starts."""

CONNECT_PATIENCE = START_PATIENCE
"""How long a starting process waits for a starting server, which takes seconds."""

_BETWEEN_TRIES = 0.5
"""Seconds between two tries to connect."""

T = TypeVar("T")

_REFUSALS = {RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.PERMISSION_DENIED}


@cache
def install_runtime(metrics: MetricsSettings | None = None) -> Runtime:
    """Create Temporal's threads and make them the default; repeated calls give the same ones.

    Call it before anything connects. Left to itself the core writes to standard output, where it
    corrupts an MCP server over stdio and freezes a process whose output nobody reads.

    Args:
        metrics: where to serve the worker's numbers; None or port 0: nowhere.

    Raises:
        Misconfigured: the port for metrics is taken.
    """
    prometheus = None
    if metrics is not None and metrics.port:
        prometheus = PrometheusConfig(
            bind_address=f"{metrics.host}:{metrics.port}",
            durations_as_seconds=True,
            counters_total_suffix=True,
        )
    logs = LoggingConfig(
        TelemetryFilter(core_level="WARN", other_level="ERROR"),
        forwarding=LogForwardingConfig(logging.getLogger("temporal.core")),
    )
    try:
        runtime = Runtime(telemetry=TelemetryConfig(logging=logs, metrics=prometheus))
    except (RuntimeError, ValueError) as error:
        raise Misconfigured(
            f"Metrics cannot be served ({error}); change ZHIBAN_METRICS_HOST or "
            "ZHIBAN_METRICS_PORT, 0 turns them off."
        ) from error
    Runtime.set_default(runtime, error_if_already_set=False)
    return runtime


async def connect(
    settings: Settings,
    *,
    metrics: MetricsSettings | None = None,
    patience: timedelta = CONNECT_PATIENCE,
) -> Client:
    """Return a client of the configured namespace that has been seen working.

    Args:
        settings: where and who.
        metrics: where to serve Temporal's numbers; only the worker does.
        patience: how long to wait for a server that is starting.

    Raises:
        Misconfigured: the credentials or the namespace are refused, or a certificate is missing.
        Unavailable: nobody answered within `patience`.
    """
    install_runtime(metrics)
    try:
        async with asyncio.timeout(patience.total_seconds()):
            while True:
                try:
                    return await _connect_once(settings)
                except (RuntimeError, RPCError) as error:
                    _refuse_if_lasting(error, settings.temporal)
                    await asyncio.sleep(_BETWEEN_TRIES)
    except TimeoutError:
        raise Unavailable(no_answer(settings, patience)) from None


async def register_search_attributes(client: Client) -> list[str]:
    """Make the namespace know our search attributes; return the names that were missing.

    Raises:
        Misconfigured: one exists with another type, or this server does not let us add any.
    """
    known = await known_search_attributes(client)
    missing = {}
    for key in SEARCH_ATTRIBUTES:
        wanted = IndexedValueType.ValueType(int(key.indexed_value_type))
        if key.name not in known:
            missing[key.name] = wanted
        elif known[key.name] != wanted:
            raise Misconfigured(
                f"The search attribute {key.name} of namespace {client.namespace} must be "
                f"{key.indexed_value_type.name.title()}; remove the other one first."
            )
    if missing:
        await _operate(
            client,
            client.operator_service.add_search_attributes(
                AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
            ),
        )
    return sorted(missing)


async def known_search_attributes(client: Client) -> dict[str, int]:
    """Return the custom search attributes of the namespace with their types.

    Raises:
        Misconfigured: this server does not let us ask.
    """
    listing = ListSearchAttributesRequest(namespace=client.namespace)
    answer = await _operate(client, client.operator_service.list_search_attributes(listing))
    return dict(answer.custom_attributes)


async def _operate(client: Client, call: Awaitable[T]) -> T:
    try:
        return await call
    except RPCError as error:  # Temporal Cloud keeps these calls to itself
        raise Misconfigured(
            f"Search attributes cannot be managed from here ({error.message}); ask the people who "
            f"run Temporal for these in namespace {client.namespace}: {search_attribute_list()}."
        ) from error


def search_attribute_list() -> str:
    """Return `Name=Type` of each search attribute, as Temporal's command line writes them."""
    return ", ".join(
        f"{key.name}={key.indexed_value_type.name.title()}" for key in SEARCH_ATTRIBUTES
    )


def worker_version(temporal: TemporalSettings) -> WorkerDeploymentConfig | None:
    """Return how the worker presents its version; None when worker versioning is off.

    Open briefings move to the newest version by themselves: they never end, so a version they
    were pinned to could never be taken away.
    """
    if not temporal.build_id:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(temporal.deployment, temporal.build_id),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


async def _connect_once(settings: Settings) -> Client:
    interceptors: list[Interceptor] = [TracingInterceptor()] if settings.otlp_endpoint else []
    client = await Client.connect(
        settings.temporal.address,
        namespace=settings.temporal.namespace,
        api_key=settings.temporal.api_key.get_secret_value() or None,
        tls=_tls(settings.temporal),
        data_converter=data_converter(settings.encryption_keys),
        interceptors=interceptors,
    )
    # Connecting alone succeeds with a wrong namespace and with some wrong credentials.
    await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=client.namespace), timeout=timedelta(seconds=5)
    )
    return client


def _refuse_if_lasting(error: RuntimeError | RPCError, temporal: TemporalSettings) -> None:
    if not isinstance(error, RPCError):
        return
    if error.status is RPCStatusCode.NOT_FOUND:
        raise Misconfigured(
            f"Temporal at {temporal.address} has no namespace {temporal.namespace}; create it with "
            f"`temporal operator namespace create -n {temporal.namespace}` or change "
            "ZHIBAN_TEMPORAL_NAMESPACE."
        ) from error
    if error.status in _REFUSALS:
        raise Misconfigured(
            f"Temporal at {temporal.address} refuses us ({error.message}); check "
            "ZHIBAN_TEMPORAL_API_KEY, the certificate and the namespace."
        ) from error


def _tls(temporal: TemporalSettings) -> TLSConfig | bool | None:
    if not (temporal.tls_ca or temporal.tls_cert or temporal.tls_server_name):
        return True if temporal.tls else None  # None: on with an API key, else off
    if bool(temporal.tls_cert) != bool(temporal.tls_key):
        raise Misconfigured("ZHIBAN_TEMPORAL_TLS_CERT and ZHIBAN_TEMPORAL_TLS_KEY go together.")
    return TLSConfig(
        server_root_ca_cert=_read("ZHIBAN_TEMPORAL_TLS_CA", temporal.tls_ca),
        domain=temporal.tls_server_name or None,
        client_cert=_read("ZHIBAN_TEMPORAL_TLS_CERT", temporal.tls_cert),
        client_private_key=_read("ZHIBAN_TEMPORAL_TLS_KEY", temporal.tls_key),
    )


def _read(setting: str, path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{setting} names {path}: {error.strerror}.") from error
