"""What a policy file can say: its numbers with their bounds, and how words, times and ids are read.

The reader (`policy_sections.py`) and the JSON Schema (`policy_schema.py`) both come from these
tables, so that neither can know a field that the other does not.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from domain.common.config_fields import Fields
from domain.common.messages import message, one_of
from domain.incidents.policy.policies import Policy
from domain.people.people import PERSON_ID_RULE, is_person_id

K = TypeVar("K", bound=StrEnum)

DAY = 24 * 3_600
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
"""In cron's order: 0 is Sunday."""

PATTERNS = ("cluster", "namespace", "workload")
LONGEST_NAME = 120
MOST_RULES = 200
"""Of one kind; a file with more is written by a machine, and that should write better rules."""

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


@dataclass(frozen=True)
class NumberField:
    """One number of a section; the field of the same name of the section's dataclass."""

    name: str
    least: float
    most: float
    meaning: str
    whole: bool = False
    attribute: str = ""

    @property
    def of(self) -> str:
        """Name of the dataclass' field."""
        return self.attribute or self.name


def _seconds(name: str, least: float, most: float, meaning: str) -> NumberField:
    """Return a field whose unit is in its name in the file, and in the docstring in the code."""
    return NumberField(name, least, most, meaning, attribute=name.removesuffix("_seconds"))


LIMITS = (
    NumberField("cooldown_seconds", 0, DAY, "Least time between two writes on one target."),
    NumberField("most_writes", 1, 1_000, "Writes on one target within the window.", whole=True),
    NumberField("window_seconds", 60, 7 * DAY, "The window in which writes are counted."),
    NumberField(
        "least_healthy_share",
        0,
        1,
        "Share of the namespace's other workloads that must be ready before anything is begun.",
    ),
    NumberField("storm_cooldown_seconds", 0, DAY, "For how long that share must be reached again."),
    NumberField("confirmed_within_seconds", 10, 3_600, "How old the source's confirmation may be."),
)
VERIFY = (
    _seconds("every_seconds", 1, 600, "Time between two looks after an attempt."),
    _seconds("dwell_seconds", 1, DAY, "For how long all must stay good without a break."),
    _seconds("deadline_seconds", 10, DAY, "After which it is decided with what is there."),
    _seconds("signal_grace_seconds", 0, DAY, "For how long a signal may lag behind the target."),
    _seconds("blind_patience_seconds", 10, DAY, "For how long nothing may be readable."),
    _seconds("bad_patience_seconds", 0, 3_600, "For how long things must look bad to be bad."),
)
FLAP = (
    NumberField("transitions", 2, 100, "Changes within the window that are flapping.", whole=True),
    _seconds("window_seconds", 60, 7 * DAY, "The window in which changes are counted."),
    _seconds("calm_seconds", 0, 7 * DAY, "Without a change for this long it has settled."),
)
SCALING = (
    NumberField("most_replicas", 1, 10_000, "No scale-out goes over it.", whole=True),
    NumberField(
        "factor", 1, 10, "Of the present count; at least one more.", attribute="scale_factor"
    ),
)
BUDGET = (
    NumberField(
        "in_namespace",
        1,
        100,
        "Repairs that may write at a time in a namespace.",
        whole=True,
        attribute="most_in_namespace",
    ),
    NumberField(
        "in_cluster",
        1,
        100,
        "Repairs that may write at a time in a cluster.",
        whole=True,
        attribute="most_in_cluster",
    ),
)
AFTERCARE = (
    _seconds("relapse_watch_seconds", 0, 30 * DAY, "For how long a fix is watched."),
    _seconds(
        "hold_handed_seconds", 0, 30 * DAY, "For how long a handed-over incident is kept open."
    ),
)
LADDER = (
    _seconds(
        "recent_change_seconds", 60, 30 * DAY, "What changed in this time goes back together."
    ),
)
APPROVAL = (_seconds("wait_seconds", 30, 7 * DAY, "For each group that is asked."),)

BUILT_IN = Policy()


def numbers(
    fields: Fields | None, table: tuple[NumberField, ...], defaults: object
) -> dict[str, Any]:
    """Return the numbers of a section by the dataclass' names; what is not given is as built in."""
    found: dict[str, Any] = {}
    for each in table:
        usual = getattr(defaults, each.of)
        if fields is None:
            found[each.of] = usual
        elif each.whole:
            least, most = int(each.least), int(each.most)
            found[each.of] = fields.whole(each.name, usual, least=least, most=most)
        else:
            found[each.of] = fields.number(each.name, usual, least=each.least, most=each.most)
    return found


def word(fields: Fields, name: str, value: object, kinds: type[K]) -> K:
    """Return one of the words of an enumeration; suggests what may have been meant."""
    words = [kind.value for kind in kinds]
    if isinstance(value, str) and value in words:
        return kinds(value)
    close = get_close_matches(value[:60], words, n=1) if isinstance(value, str) else []
    raise fields.refuse(name, one_of(words, near=close[0] if close else ""))


def words(fields: Fields, name: str, kinds: type[K]) -> tuple[K, ...]:
    """Return a list of words, in order and each once."""
    found = fields.list(name, lambda each: each, most=len(kinds) * 2)
    read = [word(fields, f"{name}[{index}]", each, kinds) for index, each in enumerate(found)]
    return tuple(dict.fromkeys(read))


def minutes(fields: Fields, name: str, default: int) -> int:
    """Return a time of day such as `09:30` as minutes; `24:00` is the end of the day."""
    if not fields.has(name):
        return default
    value = fields.raw[name]
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise fields.refuse(name, message("policy.time_of_day"))
    hour, minute = value.split(":")
    return int(hour) * 60 + int(minute)


def weekdays(fields: Fields) -> tuple[int, ...]:
    """Return days of the week as cron counts them; not given: all."""
    given = fields.texts("weekdays", most=7)
    for index, day in enumerate(given):
        if day not in WEEKDAYS:
            raise fields.refuse(f"weekdays[{index}]", one_of(WEEKDAYS))
    return tuple(sorted(WEEKDAYS.index(day) for day in given)) or tuple(range(7))


def person(fields: Fields, name: str) -> str:
    """Return the id of a person; empty when none is given."""
    return _id(fields, name, fields.raw[name]) if fields.has(name) else ""


def people(fields: Fields, name: str, *, least: int = 0) -> tuple[str, ...]:
    """Return ids of people, in order."""
    given = fields.texts(name, most=20, least=least)
    return tuple(_id(fields, f"{name}[{index}]", each) for index, each in enumerate(given))


def _id(fields: Fields, name: str, value: object) -> str:
    if isinstance(value, str) and is_person_id(value):
        return value
    raise fields.refuse(name, PERSON_ID_RULE)
