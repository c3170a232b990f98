"""What can be news about a page, and what each kind of news needs to be told of (WEB-3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.common.config_fields import Fields


class Trigger(StrEnum):
    """What can be news about a page."""

    CHANGE = "change"
    KEYWORD_APPEARS = "keyword_appears"
    KEYWORD_DISAPPEARS = "keyword_disappears"
    NUMBER_CROSSES = "number_crosses"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class _Need:
    """A field, whether it is given, what it serves, and what it asks for by itself."""

    name: str
    given: bool
    serves: tuple[Trigger, ...]
    required: bool = True


def read_triggers(
    fields: Fields, *, keywords: bool, number: bool, unchanged: bool, change: bool
) -> frozenset[Trigger]:
    """Return what is news: what the field `on` names, or else what other fields ask for.

    Args:
        fields: the configuration.
        keywords: whether there are any; by themselves they ask for `keyword_appears`.
        number: whether a rule for a number is given.
        unchanged: whether a time without changes is given.
        change: whether it is said which changes count; all count otherwise.

    Raises:
        InvalidRequest: a trigger lacks the field it needs, or a field its trigger.
    """
    needs = (
        _Need("keywords", keywords, (Trigger.KEYWORD_APPEARS, Trigger.KEYWORD_DISAPPEARS)),
        _Need("number", number, (Trigger.NUMBER_CROSSES,)),
        _Need("unchanged_for_hours", unchanged, (Trigger.UNCHANGED,)),
        _Need("intent or change_at_least_…", change, (Trigger.CHANGE,), required=False),
    )
    if not fields.has("on"):
        asked = frozenset(need.serves[0] for need in needs if need.given)
        return asked or frozenset({Trigger.CHANGE})
    named = frozenset(_named(fields))
    for need in needs:
        wanted = named.intersection(need.serves)
        if need.given and not wanted:
            rule = f"must name {' or '.join(need.serves)}, too, because {need.name} is given"
            raise fields.refuse("on", rule)
        if wanted and need.required and not need.given:
            raise fields.refuse(need.name, f"must be given for {min(wanted)}")
    return named


def _named(fields: Fields) -> Iterator[Trigger]:
    for index, word in enumerate(fields.texts("on", most=len(Trigger), least=1)):
        if word not in list(Trigger):
            raise fields.refuse(f"on[{index}]", f"must be one of {', '.join(Trigger)}")
        yield Trigger(word)
