"""Kubeconfigs: what we take from one, and what we refuse.

A kubeconfig is a small program: it may name commands to run, files to read and proxies to go
through. We take an address, an authority and a credential that are written in it, and refuse
everything else by name. No error repeats any of it.
"""

import base64
import binascii
import ssl
from typing import Any
from urllib.parse import urlsplit

import httpx2
import yaml
from lightkube.config.client_adapter import AsyncClient, ConnectionParams
from lightkube.config.kubeconfig import KubeConfig, SingleConfig
from lightkube.core.exceptions import ConfigError
from msgspec import MsgspecError

from domain.common.errors import Misconfigured
from domain.common.messages import Called, Foreign, Message, message

MOST_CHARACTERS = 256 * 1024
"""Longest kubeconfig that is looked at; TKE's have about 6 KiB."""

_CLUSTER_FIELDS = {"server", "certificate-authority-data", "extensions"}
_USER_FIELDS = {"token", "client-certificate-data", "client-key-data", "extensions"}


def opened(
    kubeconfig: str,
    *,
    cluster: str,
    insecure: bool,
    timeout: httpx2.Timeout,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> httpx2.AsyncClient:
    """Return a client for the current context of a kubeconfig.

    Args:
        kubeconfig: its text (YAML or JSON).
        cluster: for messages.
        insecure: accept plain HTTP and unchecked certificates; only for a sandbox.
        timeout: of single steps of a request.
        transport: replaces the network in tests.

    Raises:
        Misconfigured: it is not a kubeconfig, or it asks for something that we do not do.
    """
    refused = _refusal(kubeconfig, insecure=insecure)
    if refused:
        raise Misconfigured(message("kubeconfig.refused", cluster=Called(cluster), why=refused))
    client = _client(kubeconfig, _params(timeout, transport))
    if client is None:
        raise Misconfigured(message("kubeconfig.unusable", cluster=Called(cluster)))
    return client


def _client(kubeconfig: str, params: ConnectionParams) -> httpx2.AsyncClient | None:
    """Return a client, None when none can be made of it.

    What was raised, and the frames behind it, hold the credential: nothing of it leaves.
    """
    try:
        return AsyncClient(_current(kubeconfig), params)
    except (
        ConfigError,
        MsgspecError,
        KeyError,
        TypeError,
        ValueError,
        AssertionError,
        ssl.SSLError,
    ):
        return None


def _params(
    timeout: httpx2.Timeout, transport: httpx2.AsyncBaseTransport | None
) -> ConnectionParams:
    params = ConnectionParams(timeout=timeout, trust_env=False)
    # Declared for blocking transports only, and handed on as it is.
    params.transport = transport  # type: ignore[assignment]
    return params


def _current(kubeconfig: str) -> SingleConfig:
    """Return the current context."""
    config = KubeConfig.from_dict(yaml.safe_load(kubeconfig)).get()
    if config is None:
        raise ConfigError
    return config


def _refusal(kubeconfig: str, *, insecure: bool) -> Message | None:
    """Return what is wrong with it as the end of a sentence, None when nothing is."""
    if len(kubeconfig) > MOST_CHARACTERS:
        return message("kubeconfig.too_long")
    try:
        config = yaml.safe_load(kubeconfig)
    except (yaml.YAMLError, RecursionError):
        return message("kubeconfig.not_yaml")
    clusters, users = _inner(config, "clusters", "cluster"), _inner(config, "users", "user")
    if not clusters or not users:
        return message("kubeconfig.nothing_named")
    if not all(_is_base64(value) for each in (*clusters, *users) for value in _data(each)):
        return message("kubeconfig.not_base64")
    reasons = [
        *(_cluster_refusal(each, insecure=insecure) for each in clusters),
        *(_field_refusal("user", each, _USER_FIELDS) for each in users),
    ]
    return next((reason for reason in reasons if reason), None)


def _cluster_refusal(cluster: dict[str, Any], *, insecure: bool) -> Message | None:
    unchecked = cluster.get("insecure-skip-tls-verify") not in (None, False)
    if unchecked and not insecure:
        return message("kubeconfig.unchecked")
    try:
        server = urlsplit(str(cluster.get("server")))
    except ValueError:
        return message("kubeconfig.no_address")
    if server.scheme != "https" and not (insecure and server.scheme == "http"):
        return message("kubeconfig.not_https")
    if not server.hostname or "@" in server.netloc:
        return message("kubeconfig.no_address")
    known = _CLUSTER_FIELDS | {"insecure-skip-tls-verify"}
    return _field_refusal("cluster", cluster, known)


def _field_refusal(what: str, given: dict[str, Any], known: set[str]) -> Message | None:
    """Name the first field that could run, read or redirect something, or that we do not know."""
    unknown = sorted(str(name)[:40] for name in given.keys() - known)
    if not unknown:
        return None
    return message("kubeconfig.field", field=Foreign(unknown[0]), part=Called(what))


def _data(given: dict[str, Any]) -> list[Any]:
    return [value for name, value in given.items() if str(name).endswith("-data")]


def _is_base64(value: object) -> bool:
    """Say so before lightkube finds out with a temporary file in its hands."""
    try:
        base64.b64decode(str(value), validate=True)
    except binascii.Error:
        return False
    return True


def _inner(config: object, plural: str, single: str) -> list[dict[str, Any]]:
    listed = config.get(plural) if isinstance(config, dict) else None
    entries = listed if isinstance(listed, list) else []
    inner = [entry.get(single) if isinstance(entry, dict) else None for entry in entries]
    return [each if isinstance(each, dict) else {} for each in inner]
