"""What is set, and where it was set: for people, so without any secret (SEC-1)."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from api.options import SettingInForce
from bootstrap.configuration.environment import PREFIX, PUBLISHED, environment, given_settings
from bootstrap.configuration.settings import Settings
from domain.common.messages import Called, Message, message

_PLAIN = (str, Enum, bool, int, float, Decimal, timedelta, Path, IPv4Network, IPv6Network)
_PUBLISHED = {"_".join(path).upper(): name for name, path in PUBLISHED.items()}


def settings_in_force(
    settings: Settings, given: Mapping[str, str] | None = None
) -> tuple[SettingInForce, ...]:
    """Return every setting with its value and why it has it; of secrets only whether they are set.

    Args:
        settings: as they were read.
        given: what was written, by name; None: what is written now.
    """
    written = given_settings() if given is None else given
    return tuple(_in_force(name, value, field, written) for name, value, field in _all(settings))


def _all(settings: Settings) -> Iterator[tuple[str, object, FieldInfo]]:
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            for inner, part in type(value).model_fields.items():
                yield f"{name}_{inner}".upper(), getattr(value, inner), part
        else:
            yield name.upper(), value, field


def _in_force(
    name: str, value: object, field: FieldInfo, given: Mapping[str, str]
) -> SettingInForce:
    also = _PUBLISHED.get(name, "")
    by = next((each for each in (PREFIX + name, also) if each in given), "")
    return SettingInForce(
        name=PREFIX + name,
        value=shown(value),
        is_secret=not (value is None or isinstance(value, Mapping) or _is_plain(value)),
        is_default=not by,
        why=_why(by),
        meaning=field.description or "",
    )


def _why(by: str) -> Message:
    if not by:
        return message("setting.default")
    other = None if by.startswith(PREFIX) else Called(by)
    if by in environment():
        return message("setting.environment", name=other)
    return message("setting.file", name=other)


def _is_plain(value: object) -> bool:
    """Say whether a value can be shown as it is; what is not known to be is not."""
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return isinstance(value, _PLAIN)


def shown(value: object) -> str:
    """Return a value as people may see it: of secrets nothing, of tables and lists the names."""
    if isinstance(value, Mapping):
        return ", ".join(map(str, value))
    if isinstance(value, tuple):
        plain = _is_plain(value)
        return ", ".join(map(shown, value)) if plain else str(len(value))
    return _written(value) if _is_plain(value) else ""


def _written(value: object) -> str:
    """Return what is no secret as it is typed."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return _without_proof(str(value.value if isinstance(value, Enum) else value))


def _without_proof(text: str) -> str:
    """Return an address without what may prove something: password, path and query."""
    if "://" not in text:
        return text
    parts = urlsplit(text)
    host = parts.netloc.rpartition("@")[2]
    rest = parts.path.rstrip("/") or parts.query
    return f"{parts.scheme}://{host}{'/…' if rest else ''}"
