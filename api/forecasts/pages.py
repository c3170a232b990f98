"""The page that says when a metric reaches its limit (ANL-2)."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from fastapi import Response
from pydantic import RootModel

from api.console.forms import Form
from api.console.parts import part_of
from api.console.questions import Asked
from api.console.routes import ROOT, Pages
from api.console.sheets import Inquiry, Section, tool_page
from api.console.visits import Here, Visit
from api.pages import capital, local_time
from application.common.views import Table
from application.forecasts.views import ForecastView, forecast_view
from domain.common.errors import InvalidRequest
from domain.common.messages import Message, message
from domain.forecasts.forecasts import Verdict
from domain.people.access import Permission
from domain.watches.metrics.forecasting import MOST_DAYS, USUAL_DAYS

pages = Pages("/tools/forecast")

MOST_ROWS = 24
"""Moments of the table."""

PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
"""Of fields that hold no words."""

_HERE = f"{ROOT}/tools/forecast"
_PATIENCE = 30.0
"""Seconds; two weeks of a metric are read and repeated on their own past."""


class _Question(RootModel[dict[str, Any]]):
    """What was asked, as programs send it; the service reads it by its own rules."""


@pages.get(needs=Permission.READ_LOGS)
async def ask_for_forecast(visit: Here) -> Response:
    """Ask which metric, and where its limit is."""
    return await _asked(visit, Form(values={"days": str(USUAL_DAYS)}), [])


@pages.post(needs=Permission.READ_LOGS)
async def forecast_by_page(visit: Here) -> Response:
    """Say when the limit is reached, with an 80 % interval, or why that cannot be said."""

    async def act(question: _Question) -> Response:
        asked = visit.services.forecasts.forecast(by=visit.by, question=question.root)
        found = await part_of(visit, asked, patience=_PATIENCE)
        sections = [Section(problem=found.problem)]
        if found.value is not None:
            sections = _sections(visit, forecast_view(found.value, visit.told))
        return await _asked(visit, await visit.form(), sections)

    async def show(form: Form) -> Response:
        return await _asked(visit, form, [])

    return await visit.submit(_Question, act, show=show, to=_HERE, values=_question)


def _question(form: Form) -> Mapping[str, Any]:
    """Return what was typed as programs send it: numbers as such, the source as an object."""
    typed = form.filled(numbers=("days",), flags=("floor",))
    with suppress(ValueError):
        typed["limit"] = float(typed.get("limit", ""))
    return source_of(typed)


def _sections(visit: Visit, found: ForecastView) -> list[Section]:
    labels = tuple(
        capital(visit.text(each))
        for each in (
            message("forecast_point.at"),
            message("forecast_point.low"),
            message("forecast_point.middle"),
            message("forecast_point.high"),
        )
    )
    every = -(-len(found.points) // MOST_ROWS) or 1
    rows = tuple(
        (
            local_time(each.at, visit.told.zone),
            *(f"{value:g} {found.unit}".strip() for value in (each.low, each.middle, each.high)),
        )
        for each in found.points[::-every][::-1]
    )
    return [
        Section(
            heading=found.name, lines=[found.said], good=found.verdict is Verdict.HOLDS or None
        ),
        *([Section(heading=labels[0], table=Table(labels, rows))] if rows else []),
    ]


def source_of(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed of a metric as programs send it: the source as an object.

    Raises:
        InvalidRequest: the source is no JSON.
    """
    url, query = typed.pop("url", ""), typed.pop("query", "")
    if text := typed.get("source", ""):
        try:
            typed["source"] = json.loads(text)
        except ValueError:
            raise InvalidRequest("source", message("rule.json")) from None
    elif url or query:
        typed["source"] = {"prometheus": {"url": url, "query": query}}
    return typed


def source_fields(visit: Visit, presets: Iterable[str]) -> list[Asked]:
    """Return the fields that ask which metric is meant."""

    def said(id_: str) -> str:
        return visit.text(Message(id_))

    names = sorted(presets)
    return [
        Asked(
            name="metric",
            label=said("tool_page.metric"),
            choices=[("", said("tool_page.no_metric")), *zip(names, names, strict=True)],
        ),
        Asked(name="url", label=said("tool_page.prometheus"), type="url", attributes=PLAIN),
        Asked(
            name="query",
            label=said("tool_page.query"),
            type="textarea",
            attributes={"rows": 2, **PLAIN},
        ),
        Asked(
            name="source",
            label=said("tool_page.source"),
            hint=said("tool_page.source_hint"),
            type="textarea",
            attributes={"rows": 2, **PLAIN},
        ),
    ]


async def _asked(visit: Visit, form: Form, sections: list[Section]) -> Response:
    def said(id_: str) -> str:
        return visit.text(message(id_))

    fields = [
        *source_fields(visit, visit.services.forecasts.presets),
        Asked(
            name="limit",
            label=said("tool_page.limit"),
            type="number",
            required=True,
            attributes={"step": "any"},
        ),
        Asked(name="floor", label=said("tool_page.floor"), type="check"),
        Asked(
            name="days",
            label=said("tool_page.ahead"),
            choices=[(str(each), str(each)) for each in range(1, MOST_DAYS + 1)],
        ),
        Asked(name="unit", label=capital(said("forecast_view.unit")), attributes={"maxlength": 16}),
        Asked(name="name", label=capital(said("head.name")), attributes={"maxlength": 80}),
    ]
    inquiry = Inquiry(
        form=form,
        fields=fields,
        verb=said("tool_page.forecast"),
        gets=False,
        means=said("tool_page.forecast_means"),
    )
    title = message("tool_page.forecast")
    return await tool_page(visit, title, inquiry, sections, answers_first=True)
