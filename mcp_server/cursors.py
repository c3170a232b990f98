"""Opaque marks that say where to go on with a list.

A cursor carries the moments that relative words such as `-1h` stood for, so that the next page is
about the same period; and a digest of the request, so that it cannot be used with another one.
"""

import base64
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from pydantic import Field, TypeAdapter

from domain.common.errors import InvalidRequest

LONGEST_CURSOR = 4096
"""Characters; the store's own mark inside is a few hundred."""


@dataclass(frozen=True)
class Place:
    """Where a list goes on.

    Attributes:
        request: digest of the arguments it belongs to.
        start: first moment of the period, ISO; empty for lists without a period.
        end: first moment after it.
        page: the store's own mark of the page, None for the first.
        skip: items of that page that were already given.
    """

    request: str
    start: str = ""
    end: str = ""
    page: str | None = None
    skip: Annotated[int, Field(ge=0)] = 0

    def period(self) -> tuple[datetime, datetime]:
        """Return the period, or raise `InvalidRequest`."""
        try:
            return datetime.fromisoformat(self.start), datetime.fromisoformat(self.end)
        except ValueError:
            raise _refusal() from None


_PLACE = TypeAdapter(Place)


def digest_of(*arguments: object) -> str:
    """Return what a cursor remembers of the request it belongs to."""
    return sha256(json.dumps(arguments, default=str).encode()).hexdigest()[:16]


def write_cursor(place: Place) -> str:
    """Return the place as text for the caller."""
    return base64.urlsafe_b64encode(json.dumps(asdict(place)).encode()).decode().rstrip("=")


def read_cursor(text: str, *, request: str) -> Place | None:
    """Return the place, None for an empty cursor.

    Raises:
        InvalidRequest: it is no cursor of ours, or one of another request.
    """
    if not text:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        place = _PLACE.validate_json(base64.urlsafe_b64decode(padded.encode()))
    except ValueError:
        raise _refusal() from None
    if place.request != request:
        raise _refusal()
    return place


def _refusal() -> InvalidRequest:
    rule = "must be the next_cursor of an answer to this same request, with the same arguments"
    return InvalidRequest("cursor", rule)
