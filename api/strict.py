"""What a request must look like before anybody thinks about it: nothing unknown, nothing odd.

A name that we do not know is more often a typing error than a wish, so it is refused. NUL
characters and lone surrogates cannot be stored everywhere, so they are refused here, once.
"""

import math
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.dependencies.models import Dependant
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from starlette.requests import HTTPConnection

from api.console.routes import PageRoute
from api.errors import RefusedRequest
from domain.common.errors import BrokenRule, InvalidRequest
from domain.common.messages import Called, message

DEEPEST_JSON = 32
"""Levels of nesting; far more than anybody writes, far less than Python's stack."""

LARGEST_INTEGER = 2**63 - 1
"""What a database column and most programs' integers can hold."""

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_ODD = re.compile("[\x00\ud800-\udfff]")
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
YEARS = (1970, 2200)
"""What every store and clock of ours can hold."""

_WALL = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class Strict(BaseModel):
    """A request body: unknown fields are refused, numbers and truth values are not guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_written(value: object) -> object:
    """Let only RFC 3339 through; the library would also take numbers for times."""
    if isinstance(value, str) and _RFC3339.fullmatch(value):
        return value
    raise BrokenRule(message("rule.moment", example=Called("2026-11-21T06:30:00+08:00")))


def _in_utc(value: datetime) -> datetime:
    """Move to UTC; years that some store or clock cannot hold are refused."""
    first, last = YEARS
    if not first <= value.year <= last:
        raise BrokenRule(message("rule.years", first=Called(str(first)), last=Called(str(last))))
    return value.astimezone(UTC)


Moment = Annotated[AwareDatetime, BeforeValidator(_as_written), AfterValidator(_in_utc)]
"""A moment with its offset; arrives in UTC."""


def _wall_time(value: object) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(_WALL, value, re.ASCII):
        return time.fromisoformat(value)
    raise BrokenRule(message("rule.wall_time", example=Called("06:00")))


WallTime = Annotated[
    time,
    BeforeValidator(_wall_time),
    PlainSerializer(lambda wall: f"{wall:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": _WALL}),
]
"""Hours and minutes on somebody's wall, `06:00`."""


def _whole(value: object) -> object:
    """Take a JSON integer, which may be written 20 or 20.0, and guess at nothing else."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise BrokenRule(message("rule.whole_number"))


WHOLE = BeforeValidator(_whole)
"""Marks an integer in a body; stands after the bounds, so that the description shows them."""


Truth = Annotated[bool, Field(strict=True)]
"""A truth value in a body: `true` or `false`, never a word or a number for one."""

Number = Annotated[float, Field(strict=True)]
"""A number in a body: never a text or a truth value for one."""


def _iso_day(value: object) -> object:
    """Let only ISO dates through; the library would also take numbers for dates."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return value
    raise BrokenRule(message("rule.day", example=Called("2026-11-21")))


Day = Annotated[date, BeforeValidator(_iso_day)]
"""A date on somebody's wall calendar."""

Cursor = Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]
"""A sequence number to go on after."""


def limit_up_to(most: int) -> Any:  # noqa: ANN401 - FastAPI types its parameter markers so
    """Return the marker of a page size."""
    return Query(ge=1, le=most, description=f"How many at most; {most} is the largest page.")


async def strict_request(request: HTTPConnection) -> None:
    """Refuse unknown or repeated query parameters, odd characters and bodies that are not JSON.

    A page of the console takes forms, and reads its own query (`api/console/`).
    """
    if isinstance(request.scope.get("route"), PageRoute):
        return
    _check_query(request)
    for name, text in request.path_params.items():
        check_text(name, str(text))
    if isinstance(request, Request) and request.method in _WRITES and await request.body():
        if not _is_json(request.headers.get("content-type", "")):
            raise RefusedRequest(415, message("http.media_type", type=Called("application/json")))
        _check_json(await request.json())


def _check_query(request: HTTPConnection) -> None:
    known = dict(_query_parameters(request.scope["route"].dependant))
    seen: set[str] = set()
    for name, text in request.query_params.multi_items():
        if name not in known:
            raise InvalidRequest(_printable(name), message("rule.query_parameter"))
        if name in seen and not known[name]:
            raise InvalidRequest(name, message("rule.once"))
        seen.add(name)
        check_text(name, text)


def _query_parameters(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """Yield (name, whether it may be repeated)."""
    for each in dependant.query_params:
        yield each.alias, "list" in str(each.field_info.annotation)
    for inner in dependant.dependencies:
        yield from _query_parameters(inner)


def _check_json(value: object) -> None:
    """Walk the JSON without recursion, because its depth is what is being checked."""
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if depth > DEEPEST_JSON:
            raise InvalidRequest("body", message("rule.deepest", most=DEEPEST_JSON))
        if isinstance(item, dict):
            waiting += [(each, depth + 1) for pair in item.items() for each in pair]
        elif isinstance(item, list):
            waiting += [(each, depth + 1) for each in item]
        else:
            _check_scalar(item)


def _check_scalar(value: object) -> None:
    if isinstance(value, str):
        check_text("body", value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise InvalidRequest("body", message("rule.finite"))
    elif isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise InvalidRequest("body", message("rule.small_integers"))


def check_text(name: str, text: str) -> None:
    """Refuse characters that cannot be stored everywhere.

    Raises:
        InvalidRequest: there is one in what `name` holds.
    """
    if _ODD.search(text):
        raise InvalidRequest(name, message("rule.odd_characters"))


def _printable(name: str) -> str:
    return "".join(char for char in name[:40] if char.isprintable()) or "?"


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )
