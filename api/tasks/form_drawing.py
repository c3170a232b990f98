"""The fields of a task's form as its template draws them, in the reader's words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from api.console.forms import Form
from api.console.visits import Visit
from api.tasks.form_choices import METHODS, WEEKDAYS, choices_of
from api.tasks.form_fields import PREFIX, TELLS, Field, Kind
from application.common.wording import sentences
from domain.common.messages import Called, Message, Names, message
from domain.deliveries.channels import CHANNELS, ROBOTS
from domain.deliveries.deliveries import ChannelKind
from domain.deliveries.notifications import MOST_ADDRESSES

MOST_NAMED = 20
"""Robots and programs that a hint names."""

_PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One field as the template draws it."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    needed: bool = False
    folded: bool = False
    switches: bool = False
    choices: Sequence[tuple[str, str]] = ()
    attributes: Mapping[str, object] = field(default_factory=lambda: _PLAIN)

    @property
    def boxes(self) -> list[tuple[str, str, str]]:
        """The choices as check boxes, which have no further words."""
        return [(value, text, "") for value, text in self.choices]


def recipients(visit: Visit, form: Form) -> list[list[Drawn]]:
    """Return the fields of each place that is told, and of one more while there may be one."""
    rows = [row for row in range(MOST_ADDRESSES) if filled(form, row)]
    free = [row for row in range(MOST_ADDRESSES) if row not in rows]
    return [_recipient(visit, row, form) for row in (*rows, *free[:1])]


def filled(form: Form, row: int) -> bool:
    """Say whether a row names a place to tell."""
    start = f"{PREFIX}{TELLS}.{row}."
    return any(form.values.get(start + each, "").strip() for each in ("method", "target"))


def drawn(visit: Visit, asked: Field, form: Form, *, folds: Collection[str]) -> Drawn:
    """Return a field of a configuration as the template draws it."""
    hint = visit.text(asked.ask.hint) if asked.ask.hint else ""
    usual = asked.usual
    if usual not in (None, "") and asked.kind in (Kind.NUMBER, Kind.WHOLE):
        # Numbers of a schema are floats where fractions are allowed.
        plain = f"{usual:g}" if isinstance(usual, float) else str(usual)
        hint = sentences(hint, visit.text(message("task_form.usual", value=Called(plain))))
    return Drawn(
        name=asked.name,
        kind=Kind.CHOICE if _is_metric(visit, asked) else asked.kind,
        label=visit.text(asked.ask.label),
        hint=hint,
        needed=asked.needed,
        folded=asked.ask.folded or asked.ask.path in folds,
        switches=asked.ask.switches,
        choices=_choices(visit, asked, form),
        attributes=_attributes(asked),
    )


def _is_metric(visit: Visit, asked: Field) -> bool:
    return asked.ask.path == "metric" and bool(visit.services.tasks.presets)


def _choices(visit: Visit, asked: Field, form: Form) -> list[tuple[str, str]]:
    """Return what can be chosen; what is chosen already is among it."""
    if asked.kind is Kind.WEEKDAYS:
        return _worded(visit, "weekdays", WEEKDAYS)
    if _is_metric(visit, asked):
        found = sorted(visit.services.tasks.presets)
    elif asked.kind in (Kind.CHOICE, Kind.SEVERAL):
        found = asked.choices
    else:
        return []
    typed = form.values.get(asked.name, "")
    if asked.kind is not Kind.SEVERAL and typed and typed not in found:
        found = [*found, typed]
    worded = _worded(visit, asked.ask.path, found)
    if asked.kind is Kind.CHOICE and not asked.needed and asked.usual is None:
        return [("", visit.text(message("task_form.choice_none"))), *worded]
    return worded


def _worded(visit: Visit, path: str, values: Collection[str]) -> list[tuple[str, str]]:
    return [
        (value, visit.text(said) if isinstance(said, Message) else said)
        for value, said in choices_of(path, values)
    ]


_ROWS_OF = {Kind.LINES: 3, Kind.LONG: 3, Kind.PAIRS: 2, Kind.CONDITIONS: 2}


def _attributes(asked: Field) -> dict[str, object]:
    found: dict[str, object] = dict(_PLAIN)
    if asked.kind in (Kind.TEXT, Kind.LONG) and "maxLength" in asked.schema:
        found["maxlength"] = asked.schema["maxLength"]
    if asked.kind in _ROWS_OF:
        found["rows"] = _ROWS_OF[asked.kind]
    if asked.kind is Kind.WHOLE:
        found["inputmode"] = "numeric"
    if asked.kind is Kind.NUMBER:
        found["inputmode"] = "decimal"
    return found


# Whom it tells


def _methods(visit: Visit, form: Form) -> list[str]:
    """Return the ways to tell that can be used here, and those that are chosen already."""
    there = visit.services.tasks.destinations.names
    usable = {each.method for kind, each in CHANNELS.items() if _can(there, kind)}
    chosen = {text for name, text in form.values.items() if name.endswith(".method")}
    return [each for each in METHODS if each in ("", *usable, *chosen)]


def _can(there: Mapping[ChannelKind, frozenset[str]], kind: ChannelKind) -> bool:
    return kind in there and (bool(there[kind]) or not CHANNELS[kind].by_name)


def _recipient(visit: Visit, row: int, form: Form) -> list[Drawn]:
    """Return the fields of one place that is told; only robots can mention people."""
    start = f"{PREFIX}{TELLS}.{row}."
    method = Drawn(
        name=f"{start}method",
        kind=Kind.CHOICE,
        label=visit.text(message("task_form.method")),
        switches=True,
        choices=_worded(visit, "method", _methods(visit, form)),
    )
    target = Drawn(
        name=f"{start}target",
        kind=Kind.TEXT,
        label=visit.text(message("task_form.target")),
        hint=visit.text(_target_hint(visit)),
    )
    if form.values.get(method.name) not in {CHANNELS[each].method for each in ROBOTS}:
        return [method, target]
    mentions = Drawn(
        name=f"{start}mentions",
        kind=Kind.LINES,
        label=visit.text(message("task_form.mentions")),
        hint=visit.text(message("task_form.mentions_hint")),
        attributes=_PLAIN | {"rows": 2},
    )
    return [method, target, mentions]


def _target_hint(visit: Visit) -> Message:
    there = visit.services.tasks.destinations.names.values()
    names = sorted({name for each in there for name in each})
    if not names:
        return message("task_form.target_hint")
    listed = Names(tuple(map(Called, names[:MOST_NAMED])))
    return message("task_form.target_names", names=listed)
