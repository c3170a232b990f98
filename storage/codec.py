"""Column types that give back exactly what was kept.

Plain `JSON` columns would lose types (tuples, dates, enums) and, on PostgreSQL, refuse what log
lines do hold: NUL characters and halves of surrogate pairs. So values are JSON text in which both
are escaped, read back through pydantic into our own dataclasses.
"""

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message


def dump_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Write JSON that every database takes, whatever characters it is about."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate has no UTF-8; its backslash form is by luck the JSON escape of it.
    return written.encode("utf-8", "backslashreplace").decode("utf-8")


class UtcTime(TypeDecorator[datetime]):
    """A moment: any offset goes in, UTC comes out; naive times are a mistake."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn to UTC; SQLite keeps no offset, so it is left out there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise InvalidRequest(
                "time", message("rule.moment", example=Called("2026-11-21T06:30:00+08:00"))
            )
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Give the offset back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Plain text, ordered by code point on every database whatever its locale."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Pin the order on PostgreSQL; on SQLite it is so already."""
        collation = "C" if dialect.name == "postgresql" else None
        return Text(collation=collation)

    def process_bind_param(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> str | None:
        """Refuse what PostgreSQL would refuse, with a sentence, on SQLite too."""
        if value is not None and ("\0" in value or not _is_unicode(value)):
            raise InvalidRequest("text", message("rule.odd_characters"))
        return value


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Typed(TypeDecorator[Any]):
    """A value of one of our types, kept as JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, kept: Any) -> None:  # noqa: ANN401 - a type or an alias such as `tuple[int, ...]`
        super().__init__()
        self.kept = kept
        self._adapter: TypeAdapter[Any] = TypeAdapter(kept)

    def process_bind_param(
        self,
        value: Any,  # noqa: ANN401 - any type of ours
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> str | None:
        """Write it out."""
        if value is None:
            return None
        return dump_json(self._adapter.dump_python(value, mode="json"))

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> Any:  # noqa: ANN401 - any type of ours
        """Read it back."""
        return None if value is None else self._adapter.validate_python(json.loads(value))
