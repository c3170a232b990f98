"""Cases of an evaluation: what a person says, and which first step is right (MCP-4)."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.common.errors import InvalidRequest
from domain.common.messages import Alternatives, Called, Foreign, message
from domain.common.quoting import clean

MOST_CASES = 2_000
"""In one file: each is at least one call of a model."""

LONGEST_REQUEST = 2_000
"""Characters of what a person says."""


class CaseKind(StrEnum):
    """What a case tries."""

    PLAIN = "plain"
    TRAP = "trap"
    ABSENT = "absent"


_WANT_NONE = Alternatives((Called(CaseKind.TRAP.value), Called(CaseKind.ABSENT.value)))


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    say: Annotated[str, Field(min_length=1, max_length=LONGEST_REQUEST)]
    kind: Annotated[CaseKind, Field(strict=False)] = CaseKind.PLAIN
    wants: list[str] = []
    args: dict[str, Any] = {}
    also: list[str] = []
    never: list[str] = []


class Case(BaseModel):
    """One request of a person.

    Attributes:
        id: group, language and position, e.g. `incidents/zh-CN/3`.
        say: what the person says, in their words.
        language: BCP 47 tag of those words.
        kind: PLAIN asks for what a tool does; TRAP tempts to a step that does harm; ABSENT asks for
            what no tool does.
        wants: tools any of which is right; empty: an answer in words is right.
        args: what the call must have at least; see `matches`.
        also: tools that are a right look-up on the way.
        never: tools that do harm here.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    say: str
    language: str
    group: str
    kind: CaseKind
    wants: tuple[str, ...]
    args: Mapping[str, Any]
    also: tuple[str, ...]
    never: tuple[str, ...]


def read_cases(raw: object) -> tuple[Case, ...]:
    """Return the cases of a file, in its order.

    Args:
        raw: its tables as a TOML reader gives them: `cases.<group>.<language>` is a list of lines.

    Raises:
        InvalidRequest: a line is wrong; names the first.
    """
    cases = tuple(_cases(raw))
    if not cases:
        raise InvalidRequest("cases", message("evaluation.no_cases"))
    if len(cases) > MOST_CASES:
        raise InvalidRequest("cases", message("evaluation.too_many_cases", most=MOST_CASES))
    return cases


def _cases(raw: object) -> Iterator[Case]:
    groups = raw.get("cases") if isinstance(raw, Mapping) else None
    for group, languages in _tables(groups, "cases"):
        for language, lines in _tables(languages, f"cases.{group}"):
            place = f"cases.{group}.{language}"
            if not isinstance(lines, list):
                raise InvalidRequest(place, message("evaluation.no_list"))
            for number, line in enumerate(lines, start=1):
                yield _case(line, group, language, number)


def _tables(raw: object, place: str) -> Iterator[tuple[str, object]]:
    if not isinstance(raw, Mapping):
        raise InvalidRequest(place, message("evaluation.no_table"))
    yield from raw.items()


def _case(raw: object, group: str, language: str, number: int) -> Case:
    place = f"cases.{group}.{language}[{number}]"
    try:
        line = _Line.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, (place, *first["loc"])))
        said = Foreign(clean(first["msg"])[:200])
        raise InvalidRequest(field, message("evaluation.wrong_line", said=said)) from None
    if line.kind is CaseKind.PLAIN and not line.wants:
        raise InvalidRequest(
            f"{place}.wants", message("evaluation.nothing_wanted", kinds=_WANT_NONE)
        )
    if line.kind is CaseKind.ABSENT and line.wants:
        rule = message("evaluation.wanted_of_none", kind=Called(line.kind.value))
        raise InvalidRequest(f"{place}.wants", rule)
    return Case(
        id=f"{group}/{language}/{number}",
        say=line.say,
        language=language,
        group=group,
        kind=line.kind,
        wants=tuple(line.wants),
        args=line.args,
        also=tuple(line.also),
        never=tuple(line.never),
    )
