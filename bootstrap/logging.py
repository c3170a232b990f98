"""What the program says about itself: one line per message, on standard error, without secrets.

Standard output belongs to answers: an MCP server over stdio speaks its protocol there.
"""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger
from temporalio.exceptions import ApplicationError

from bootstrap.configuration.own import LogSettings
from domain.common.errors import ZhibanError
from domain.common.secret_shapes import without_secrets_in

HIDDEN = "[hidden]"

_SECRET_NAMES = re.compile(
    r"(?i)(secret|token|passw|authorization|cookie|credential|signature|private|"
    r"api_?-?key|access_?-?key|encryption_?-?key)"
)
_COUNTS = re.compile(r"(?i)tokens$")  # `prompt_tokens` is a number of words, not a key

_SECRET_PLACES: tuple[tuple[re.Pattern[str], str], ...] = (
    # Whatever follows these names, as in URLs, headers and JSON.
    (
        re.compile(
            r"(?i)([\"']?(?:access_token|secret_?key|secret|password|passwd|api_?key|token|"
            r"signature|sign)[\"']?\s*[=:]\s*[\"']?)(?:Bearer\s+)?[^\s\"'&,;}]+"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(?i)([?&]key=)[^\s\"'&]+"), rf"\1{HIDDEN}"),  # WeCom's webhooks
    (re.compile(r"(://[^\s:/@]*:)[^\s/@]+(?=@)"), rf"\1{HIDDEN}"),  # user:password@host
)

_NOISY = (
    *("httpx", "httpx2", "httpcore", "httpcore2", "openai", "mcp.client"),
    *("tencentcloud_sdk_common", "aiosqlite", "drain3"),
)
"""Libraries whose chatter is about each request. Tencent's SDK would also write signatures, the
client of MCP the arguments of calls, and what carries it headers that repeat ours."""


_OF_THEIR_OWN_VOICE = ("uvicorn", "uvicorn.error", "uvicorn.access")
"""Loggers that their library may have given handlers and levels of its own."""


def configure_logging(settings: LogSettings, *, stream: TextIO | None = None) -> None:
    """Let everything in this process, libraries included, speak in one voice.

    Args:
        settings: least level and form.
        stream: where to write; standard error unless given.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _drop_the_coloured_copy,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        _say_known_troubles_in_a_line,
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a later call must reach loggers made before it
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(settings, handler.stream),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _OF_THEIR_OWN_VOICE:
        speaker = logging.getLogger(name)
        speaker.handlers.clear()
        speaker.setLevel(logging.NOTSET)
        speaker.propagate, speaker.disabled = True, False


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace what looks like a secret, by its name or by its shape, wherever it stands."""
    return {name: _without_secrets(name, value) for name, value in event.items()}


def _drop_the_coloured_copy(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Uvicorn says each thing twice, once with colours."""
    event.pop("color_message", None)
    return event


def _say_known_troubles_in_a_line(
    _logger: WrappedLogger, _method: str, event: EventDict
) -> EventDict:
    """Leave out where an activity failed when it failed with a trouble that we know by name.

    A source that is away for an hour fails thousands of tries; two stack traces for each hide the
    one that is a mistake of ours.
    """
    info = event.get("exc_info")
    error = info[1] if isinstance(info, tuple) else None
    if isinstance(error, ApplicationError) and isinstance(error.__cause__, ZhibanError):
        del event["exc_info"]
        event["reason"] = str(error)  # its type and its sentence
    return event


def without_secrets(text: str) -> str:
    """Return text with everything of a secret's shape replaced."""
    for place, replacement in _SECRET_PLACES:
        text = place.sub(replacement, text)
    return without_secrets_in(text, HIDDEN)


def _without_secrets(name: str, value: object) -> Any:  # noqa: ANN401 - log values are anything
    if _SECRET_NAMES.search(name) and not _COUNTS.search(name) and value:
        return HIDDEN
    if isinstance(value, Mapping):
        return {key: _without_secrets(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(name, inner) for inner in value]
    if isinstance(value, int | float | None) or name.startswith("_"):  # _: the library's own
        return value
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    return without_secrets(str(value))


def _renderer(
    settings: LogSettings, stream: TextIO
) -> structlog.processors.JSONRenderer | structlog.dev.ConsoleRenderer:
    if settings.format == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    colours = hasattr(stream, "isatty") and stream.isatty()
    return structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=0)
