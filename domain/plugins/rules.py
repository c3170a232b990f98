"""What may be registered as a plugin: names, addresses, headers, and what a change must say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import SplitResult, urlsplit

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message, one_of
from domain.plugins.plugins import Plugin, PluginTransport, PluginWiring

MOST_PLUGINS = 50
"""Of one person, unless the settings say less; each is a server that a turn has to ask."""

LONGEST_NAME = 40
LONGEST_URL = 2_048
MOST_HEADERS = 20
LONGEST_HEADER_NAME = 64
LONGEST_HEADER_VALUE = 4_096
"""Characters; a signed token with many claims has some 2,000."""

MOST_IN_HEADERS = 12 * 1024
"""Characters of all names and values together; servers commonly stop at 16 KiB with their own."""

SHORTEST_TIMEOUT = timedelta(seconds=1)
LONGEST_TIMEOUT = timedelta(seconds=300)
DEFAULT_TIMEOUT = timedelta(seconds=30)

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
"""RFC 9110, 5.6.2: a token."""

_OURS = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}  # hop by hop
    | {"host", "content-length", "content-type", "content-encoding", "expect", "range"}
    | {"accept", "accept-encoding", "last-event-id", "forwarded", "via"}
)
_OURS_BEGIN = ("mcp-", "proxy-", "x-forwarded-", "x-original-", "x-rewrite-", "x-http-method")
"""What the protocol and the connection need, and what servers behind a proxy believe."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True)
class PluginRequest:
    """What a person wants registered.

    Attributes:
        url: of HTTP and SSE.
        command: of STDIO, a name in the operators' list.
        headers: sent with every request; never shown again.
    """

    name: str
    transport: str = "http"
    url: str = field(default="", repr=False)
    command: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    trusted: bool = False
    enabled: bool = True
    timeout: timedelta = DEFAULT_TIMEOUT


@dataclass(frozen=True)
class PluginChanges:
    """What a person wants changed; None leaves it. `headers` replaces all that there are."""

    url: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] | None = field(default=None, repr=False)
    trusted: bool | None = None
    enabled: bool | None = None
    timeout: timedelta | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of what is to be changed."""
        names = ("url", "headers", "trusted", "enabled", "timeout")
        return tuple(name for name in names if getattr(self, name) is not None)


def check_name(name: str) -> str:
    """Return the name, or raise `InvalidRequest`."""
    if not _NAME.fullmatch(name):
        rule = message("plugin.name_form", most=40)
        raise InvalidRequest("name", rule)
    return name


def check_transport(transport: str) -> PluginTransport:
    """Return the transport, or raise `InvalidRequest`."""
    try:
        return PluginTransport(transport)
    except ValueError:
        rule = one_of(PluginTransport)
        raise InvalidRequest("transport", rule) from None


def check_timeout(timeout: timedelta) -> timedelta:
    """Return the time limit of a call, or raise `InvalidRequest`."""
    if not SHORTEST_TIMEOUT <= timeout <= LONGEST_TIMEOUT:
        raise InvalidRequest("timeout_seconds", message("rule.between", least=1, most=300))
    return timeout


def check_url(url: str) -> str:
    """Return the address of a server as far as its text tells, or raise `InvalidRequest`.

    Where it leads to is looked up when it is connected to, and judged there. The rule that is
    broken is told without the address, which may hold a secret.
    """
    trimmed = url.strip()
    if not 1 <= len(trimmed) <= LONGEST_URL:
        raise InvalidRequest("url", message("rule.characters", least=1, most=LONGEST_URL))
    if not trimmed.isascii() or not trimmed.isprintable() or " " in trimmed or "\\" in trimmed:
        rule = message("plugin.url_form")
        raise InvalidRequest("url", rule)
    try:
        parts = urlsplit(trimmed)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, SplitResult("", "", "", "", "")
    if parts.scheme not in _DEFAULT_PORTS or not host or port == 0:
        raise InvalidRequest(
            "url", message("plugin.url", example=Called("https://example.com/mcp"))
        )
    if "@" in parts.netloc:
        rule = message("plugin.url_password", header=Called("Authorization"))
        raise InvalidRequest("url", rule)
    if "#" in trimmed:
        raise InvalidRequest("url", message("plugin.url_fragment"))
    return trimmed


def check_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers, or raise `InvalidRequest`; values are never repeated."""
    if len(headers) > MOST_HEADERS:
        raise InvalidRequest("headers", message("rule.most_items", most=MOST_HEADERS))
    for name, value in headers.items():
        _check_header(name, value)
    if len({name.lower() for name in headers}) < len(headers):
        raise InvalidRequest("headers", message("rule.named_once"))
    if sum(len(name) + len(value) for name, value in headers.items()) > MOST_IN_HEADERS:
        raise InvalidRequest("headers", message("plugin.headers_together", most=MOST_IN_HEADERS))
    return dict(headers)


def _check_header(name: str, value: str) -> None:
    if not _HEADER.fullmatch(name):
        rule = message("plugin.header_names", most=LONGEST_HEADER_NAME)
        raise InvalidRequest("headers", rule)
    lower = name.lower()
    if lower in _OURS or lower.startswith(_OURS_BEGIN):
        raise InvalidRequest(f"headers.{name}", message("plugin.header_ours"))
    fits = 1 <= len(value) <= LONGEST_HEADER_VALUE and value.strip() == value
    if not fits or not value.isascii() or not value.isprintable():
        rule = message("rule.one_ascii_line", most=LONGEST_HEADER_VALUE)
        raise InvalidRequest(f"headers.{name}", rule)


def address_of(url: str) -> str:
    """Return what of an address is shown: scheme, host and port. Paths and queries hold keys."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = parts.port
    named = f":{port}" if port is not None and port != _DEFAULT_PORTS[parts.scheme] else ""
    return f"{parts.scheme}://{host}{named}"


def wired(requested: PluginRequest, transport: PluginTransport) -> PluginWiring:
    """Return what a wish connects to, or raise `InvalidRequest`."""
    if transport is PluginTransport.STDIO:
        if requested.url or requested.headers:
            raise InvalidRequest(
                "url",
                message(
                    "plugin.url_for_stdio",
                    headers=Called("headers"),
                    stdio=Called("stdio"),
                    command=Called("command"),
                ),
            )
        if not requested.command:
            raise InvalidRequest("command", message("plugin.command_missing"))
        return PluginWiring(command=requested.command)
    if requested.command:
        raise InvalidRequest(
            "command", message("plugin.command_for_url", stdio=Called("stdio"), url=Called("url"))
        )
    return PluginWiring(check_url(requested.url), headers=check_headers(requested.headers))


def made(
    owner: str, requested: PluginRequest, *, revision: str, at: datetime
) -> tuple[Plugin, PluginWiring]:
    """Return the plugin that a person wishes for, and its wiring, or raise `InvalidRequest`."""
    transport = check_transport(requested.transport)
    wiring = wired(requested, transport)
    plugin = Plugin(
        owner,
        check_name(requested.name),
        transport,
        wiring.command or address_of(wiring.url),
        tuple(wiring.headers),
        requested.trusted,
        requested.enabled,
        check_timeout(requested.timeout),
        revision,
        at,
        at,
    )
    return plugin, wiring


def rewired(plugin: Plugin, kept: PluginWiring, changes: PluginChanges) -> PluginWiring | None:
    """Return the wiring after a change, or None when it stays.

    What was sent to one server is not sent to another because an address was changed: whoever can
    change a plugin could else read its headers there.

    Raises:
        InvalidRequest: a rule is broken, or the headers must be given anew.
    """
    if changes.url is None and changes.headers is None:
        return None
    if plugin.transport is PluginTransport.STDIO:
        raise InvalidRequest(
            "url",
            message(
                "plugin.url_changed_for_stdio", headers=Called("headers"), stdio=Called("stdio")
            ),
        )
    url = kept.url if changes.url is None else check_url(changes.url)
    if changes.headers is None and kept.headers and address_of(url) != plugin.address:
        raise InvalidRequest("headers", message("plugin.headers_anew", url=Called("url")))
    headers = kept.headers if changes.headers is None else check_headers(changes.headers)
    return PluginWiring(url, headers=headers)


def with_changes(
    plugin: Plugin,
    changes: PluginChanges,
    *,
    kept: PluginWiring,
    wiring: PluginWiring | None,
    revision: str,
    at: datetime,
) -> Plugin:
    """Return the plugin after a change; at another server trust must be said again.

    Args:
        plugin: as it is.
        changes: what is wanted.
        kept: its wiring as it is.
        wiring: from `rewired`.
        revision: of the plugin after it.
        at: when it is changed.

    Raises:
        InvalidRequest: nothing is to be changed, or a rule is broken.
    """
    if not changes.fields:
        raise InvalidRequest("changes", message("plugin.no_changes"))
    keeps_trust = plugin.trusted and (wiring is None or _place(wiring.url) == _place(kept.url))
    return replace(
        plugin,
        address=address_of(wiring.url) if wiring else plugin.address,
        header_names=tuple(wiring.headers) if wiring else plugin.header_names,
        trusted=keeps_trust if changes.trusted is None else changes.trusted,
        enabled=plugin.enabled if changes.enabled is None else changes.enabled,
        timeout=plugin.timeout if changes.timeout is None else check_timeout(changes.timeout),
        revision=revision,
        changed_at=at,
    )


def _place(url: str) -> tuple[str, str]:
    """Return what tells two servers apart; many keep several behind one host."""
    return address_of(url), urlsplit(url).path
