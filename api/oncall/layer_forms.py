"""Layers of on-call schedules as fields of a form, and back: nothing is lost on the way (ALR-10).

Each field of layer `n` is called `field-n`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from api.console.forms import Form, comma_separated
from api.console.visits import Visit
from api.oncall.typed import moment_of
from application.common.wording import refusal
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.oncall.configs import MOST_LAYERS, DutyDay
from domain.oncall.schedules import Layer

_PLAIN = ("name", "start", "at", "zone", "unit")
_WEEK = (*tuple(DutyDay)[1:], DutyDay.SUNDAY)
_BROKEN = re.compile(r"config\.layers\[(\d+)\]\.([a-z_]+)")
_FORM = "%Y-%m-%dT%H:%M"
"""Of moments in a form: the reader's wall clock, to the minute."""


def empty_layer(visit: Visit, number: int) -> dict[str, str]:
    """Return the fields of a layer that nobody has filled in yet."""
    today = visit.now.astimezone(ZoneInfo(visit.told.zone)).date()
    typed = {"start": today.isoformat(), "at": "09:00", "zone": visit.told.zone, "unit": "week"}
    return {f"{name}-{number}": text for name, text in {**typed, "every": "1"}.items()}


def typed_layers(
    visit: Visit, layers: Sequence[Layer], written: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """Return layers as they would have been typed.

    Args:
        visit: whose wall clock counts.
        layers: of a schedule.
        written: the same, as `LayersConfig` reads them.
    """
    found: dict[str, str] = {}
    for number, (layer, each) in enumerate(zip(layers, written, strict=True)):
        typed = {name: str(each[name]) for name in (*_PLAIN, "every")}
        typed["people"] = ", ".join(
            one if isinstance(one, str) else " + ".join(one) for one in each["people"]
        )
        typed["weekdays"] = " ".join(each.get("weekdays", ()))
        typed["windows"] = "\n".join(map(_window_typed, each.get("windows", ())))
        for name, moment in (("begins", layer.start), ("ends", layer.end)):
            local = moment.astimezone(ZoneInfo(visit.told.zone)) if moment else None
            typed[name] = local.strftime(_FORM) if local else ""
        found |= {f"{name}-{number}": text for name, text in typed.items()}
    return found


def _window_typed(window: Mapping[str, Any]) -> str:
    days = window["weekdays"]
    hours = f"{window['start']}-{window['end']}"
    return hours if len(days) == len(DutyDay) else f"{' '.join(days)} {hours}"


def filled_layers(form: Form) -> list[int]:
    """Return the numbers of layers of which a name or people were typed."""
    return [
        number
        for number in range(MOST_LAYERS)
        if any(form.values.get(f"{name}-{number}", "").strip() for name in ("name", "people"))
    ]


def read_layers(visit: Visit, form: Form) -> list[dict[str, Any]]:
    """Return the layers that were typed, as `LayersConfig` reads them.

    Raises:
        InvalidRequest: hours or a moment cannot be read.
    """
    return [_read_layer(visit, form, number) for number in filled_layers(form)]


def _read_layer(visit: Visit, form: Form, number: int) -> dict[str, Any]:
    def typed(name: str) -> str:
        return form.values.get(f"{name}-{number}", "").strip()

    found: dict[str, Any] = {name: typed(name) for name in _PLAIN if typed(name)}
    if every := typed("every"):
        found["every"] = int(every) if every.isdecimal() and len(every) < 4 else every
    found["people"] = [
        parts[0] if len(parts) == 1 else parts
        for parts in (
            [one.strip() for one in each.split("+")] for each in comma_separated(typed("people"))
        )
    ]
    if days := _days(typed("weekdays")):
        found |= {"by": "duty_days", "weekdays": days}
    if lines := typed("windows").splitlines():
        found["windows"] = [_window(each, f"windows-{number}") for each in lines if each.strip()]
    for name in ("begins", "ends"):
        if moment := moment_of(visit, typed(name), f"{name}-{number}"):
            found[name] = moment.isoformat()
    return found


def _window(line: str, field: str) -> dict[str, Any]:
    days, _, hours = line.strip().rpartition(" ")
    start, dash, end = hours.partition("-")
    if not dash:
        rule = message("oncall_page.window_rule", example=Called("mon-fri 09:00-18:00"))
        raise InvalidRequest(field, rule)
    found: dict[str, Any] = {"start": start, "end": end}
    return found | {"weekdays": _days(days)} if days.strip() else found


def _days(text: str) -> list[str]:
    """Return days of the week; `mon-fri` is all between. What is no day is refused later."""
    names = [each.value for each in _WEEK]
    found: list[str] = []
    for each in text.lower().replace(",", " ").split():
        first, _, last = each.partition("-")
        if first in names and last in names and names.index(first) <= names.index(last):
            found += names[names.index(first) : names.index(last) + 1]
        else:
            found.append(each)
    return list(dict.fromkeys(found))


def note_refusal(visit: Visit, form: Form, error: InvalidRequest) -> InvalidRequest:
    """Say at the field of a layer what is wrong with it; return the error as it stands there."""
    found = _BROKEN.match(error.field)
    if found is None:
        return error
    number, name = filled_layers(form)[int(found[1])], found[2]
    field = f"{'weekdays' if name == 'by' else name}-{number}"
    form.errors[field] = refusal(
        InvalidRequest(name, error.rule), visit.told.words, visit.told.reader
    )
    return InvalidRequest(field, error.rule)
