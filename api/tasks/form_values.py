"""Configurations as a form shows them, and forms as configurations: each the other's mirror.

What cannot be read is handed on as it was typed, for the model to refuse in the words that every
face shows.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from api.console.forms import Form
from api.tasks.form_fields import DRAWN, PREFIX, TELLS, Field, Kind, source_kinds
from api.tasks.form_table import NOTIFY, SOURCE, fields_for, switches_of
from domain.common.errors import BrokenRule, InvalidRequest
from domain.common.messages import message
from domain.deliveries.channels import CHANNELS
from domain.deliveries.notifications import MOST_ADDRESSES
from domain.schedules.actions import ScheduledActionKind
from domain.schedules.configs import WEEKDAY_NAMES, read_weekdays
from domain.task_types.configs import MODELS
from domain.tasks.tasks import TaskType
from domain.watches.configs import MINUTES, SECONDS

Config = dict[str, Any]

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_TARGETS = {each.method: each.target for each in CHANNELS.values()}
_METHODS = {"mail": "email", "send_email": "email", "send_sms": "sms"}

REPLACED = {
    "interval_minutes": ("interval_hours",),
    "action": ("message",),
}
"""Fields that give way when another one is changed; synonyms do besides."""


# Reading a form


def config_of_form(type_: TaskType, form: Form) -> Config:
    """Return the configuration that a form describes.

    Raises:
        InvalidRequest: a list of pairs is none.
    """
    config: Config = {}
    for field in fields_for(type_, form.values):
        found = None if field.ask.made else _read(field, form)
        if found is not None:
            _put(config, field.ask.path, found)
    source = form.values.get(SOURCE, "")
    if type_ is TaskType.THRESHOLD_WATCH and source in source_kinds():
        config.setdefault("source", {source: {}})
    if type_ is TaskType.SCHEDULE and set(config.get("action", {})) == {"type"}:
        config["action"] = config["action"]["type"]
    if told := _notifications(form):
        config[TELLS] = told[0] if len(told) == 1 else told
    return config


def _put(config: Config, path: str, found: object) -> None:
    *groups, last = path.split(".")
    here = config
    for each in groups:
        here = here.setdefault(each, {})
    here[last] = found


def _read(field: Field, form: Form) -> object:
    """Return a value as JSON has it; None where nothing is given."""
    name = field.name
    if field.kind is Kind.FLAG:
        on, usual = name in form.values, bool(field.schema.get("default"))
        return on if on != usual and name in form.lists.get(DRAWN, []) else None
    if field.kind in (Kind.SEVERAL, Kind.WEEKDAYS):
        return [each for each in form.lists.get(name, []) if each] or None
    text = form.values.get(name, "").strip()
    return _READERS[field.kind](field, text) if text else None


def _choice(field: Field, text: str) -> object:
    found = int(text) if field.schema.get("type") == "integer" and text.isdecimal() else text
    return None if found == field.usual else found


_READERS: Mapping[Kind, Callable[[Field, str], object]] = {
    Kind.TEXT: lambda _, text: text,
    Kind.LONG: lambda _, text: text,
    Kind.CHOICE: _choice,
    Kind.NUMBER: lambda _, text: _number(text),
    Kind.WHOLE: lambda _, text: _number(text),
    Kind.LINES: lambda _, text: _lines(text),
    Kind.WORDS: lambda _, text: [_number(each) for each in re.split(r"[\s,，、]+", text) if each],
    Kind.PAIRS: lambda field, text: dict(_pairs(field.name, text)),
    Kind.CONDITIONS: lambda field, text: {
        key: _parted(value) for key, value in _pairs(field.name, text)
    },
    Kind.HEADINGS: lambda _, text: [_heading(each) for each in _lines(text)],
    Kind.JSON: lambda _, text: _json(text),
}
"""What was typed into a field as JSON has it, by how it is written."""


def _number(text: str) -> int | float | str:
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _parted(text: str) -> list[str]:
    return [each.strip() for each in re.split("[,，、]", text) if each.strip()]


def _pairs(name: str, text: str) -> Iterable[tuple[str, str]]:
    for line in _lines(text):
        key, colon, value = re.sub("：", ":", line, count=1).partition(":")
        if not colon:
            raise InvalidRequest(name, message("task_form.pair_lines"))
        yield key.strip(), value.strip()


def _heading(line: str) -> object:
    name, _, words = re.sub("：", ":", line, count=1).partition(":")
    found = _parted(words)
    return {"name": name.strip(), "keywords": found} if found else name.strip()


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _notifications(form: Form) -> list[Config]:
    """Return whom a form says to tell; rows without a method and an address are left out."""
    found = []
    for row in range(MOST_ADDRESSES):
        method, target, mentions = (
            form.values.get(f"{PREFIX}{TELLS}.{row}.{each}", "").strip() for each in NOTIFY
        )
        if not method and not target:
            continue
        told: Config = {"method": method or "none"}
        if target:
            told[_TARGETS.get(method, "to")] = target
        if mentions:
            told["mentions"] = _lines(mentions)
        found.append(told)
    return found


# Showing a configuration


def form_of_config(type_: TaskType, config: Mapping[str, Any]) -> Form:
    """Return a form that shows a configuration; what it has no field for is left out."""
    whole = _spelled_out(type_, config)
    form = Form()
    _set(form, switches_of(type_, whole))
    for field in fields_for(type_, form.values):
        if field.kind is Kind.FLAG:
            form.lists.setdefault(DRAWN, []).append(field.name)
        if not field.ask.made:
            _show(form, field, _got(whole, field.ask.path))
    for row, told in enumerate(whole.get(TELLS, [])):
        if isinstance(told, Mapping):
            _set(form, _shown_notification(row, told))
    return form


def _set(form: Form, values: Mapping[str, str]) -> None:
    for name, text in values.items():
        form.values[name] = text
        form.lists[name] = [text]


def _show(form: Form, field: Field, found: object) -> None:
    if field.kind is Kind.FLAG:
        if found is None:
            found = field.schema.get("default")
        if found:
            _set(form, {field.name: "yes"})
        return
    if found is None:
        found = field.usual if field.kind is Kind.CHOICE else None
    if found is None:
        return
    if field.kind in (Kind.SEVERAL, Kind.WEEKDAYS):
        named = _days(found) if field.kind is Kind.WEEKDAYS else list(map(str, _listed(found)))
        form.lists[field.name] = named
        form.values[field.name] = named[-1] if named else ""
        return
    _set(form, {field.name: _text(field.kind, found)})


def _text(kind: Kind, found: object) -> str:
    """Return a value as a form has it."""
    if kind is Kind.JSON:
        return json.dumps(found, ensure_ascii=False)
    if isinstance(found, Mapping):
        return "\n".join(f"{key}: {_joined(value)}" for key, value in found.items())
    if isinstance(found, list | tuple):
        between = ", " if kind is Kind.WORDS else "\n"
        return between.join(map(_line, found))
    return _plain(found)


def _joined(value: object) -> str:
    return ", ".join(map(_plain, _listed(value)))


def _line(item: object) -> str:
    if isinstance(item, Mapping):  # a heading
        words = _joined(item.get("keywords", []))
        return f"{item.get('name', '')}: {words}" if words else str(item.get("name", ""))
    return _plain(item)


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _listed(found: object) -> list[object]:
    return list(found) if isinstance(found, list | tuple) else [found]


def _days(found: object) -> list[str]:
    try:
        return [WEEKDAY_NAMES[each] for each in read_weekdays(found)]
    except BrokenRule:
        return []


def _got(config: Mapping[str, Any], path: str) -> object:
    here: object = config
    for part in path.split("."):
        if not isinstance(here, Mapping):
            return None
        here = here.get(part)
    return here


def _shown_notification(row: int, told: Mapping[str, Any]) -> dict[str, str]:
    method = str(told.get("method", ""))
    method = _METHODS.get(method, method)
    target = told.get("to") or told.get(_TARGETS.get(method, ""), "")
    mentions = "\n".join(map(str, _listed(told.get("mentions", []))))
    start = f"{PREFIX}{TELLS}.{row}."
    shown = zip(NOTIFY, (method, str(target), mentions), strict=True)
    return {start + name: text for name, text in shown if text}


def _spelled_out(type_: TaskType, config: Mapping[str, Any]) -> Config:
    """Return a configuration without its short forms, each field by its first name."""
    found = {name: value for name, value in config.items() if value is not None}
    for name, others in MODELS[type_].synonyms.items():
        for other in others:
            if other in found:
                found.setdefault(name, found.pop(other))
    _in_minutes(found, SECONDS, MINUTES, 1 / 60)
    _in_minutes(found, "interval_hours", "interval_minutes", 60)
    if TELLS in found:
        found[TELLS] = _listed(found[TELLS])
    if isinstance(found.get("no_data"), str):
        found["no_data"] = {"policy": found["no_data"]}
    if isinstance(found.get("action"), str):
        found["action"] = _action(found["action"], found.pop("message", ""))
    return found


def _in_minutes(config: Config, name: str, minutes: str, factor: float) -> None:
    given = config.pop(name, None)
    if isinstance(given, int | float) and minutes not in config:
        config[minutes] = round(given * factor, 4)


def _action(word: str, said: object) -> Config:
    if word not in list(ScheduledActionKind):
        return {"type": ScheduledActionKind.REMINDER.value, "message": word}
    return {"type": word, **({"message": said} if said else {})}


# What was changed


def changes_to(type_: TaskType, config: Mapping[str, Any], wanted: Mapping[str, Any]) -> Config:
    """Return the fields in which a form differs from what it showed; null takes one away.

    What the form has no field for stays as it is.
    """
    shown = config_of_form(type_, form_of_config(type_, config))
    synonyms = MODELS[type_].synonyms
    found: Config = {}
    for name in {**shown, **wanted}:
        if shown.get(name) == wanted.get(name):
            continue
        found[name] = wanted.get(name)
        others = (*synonyms.get(name, ()), *REPLACED.get(name, ()))
        found |= {each: None for each in others if each in config}
    return found
