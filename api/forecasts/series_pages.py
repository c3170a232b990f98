"""The page that lists what the cloud measures, and says what a metric was (CLD-3)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import Response
from pydantic import RootModel

from api.console.forms import Form
from api.console.parts import part_of
from api.console.questions import Asked
from api.console.routes import ROOT, Pages
from api.console.sheets import Inquiry, Section, tool_page
from api.console.visits import Here, Visit
from api.forecasts.pages import PLAIN, source_fields, source_of
from api.pages import capital, local_time
from application.common.views import Table
from application.forecasts.series_views import MeasuredView, measured_view, metric_view
from domain.common.messages import Called, Message, message
from domain.people.access import Permission

pages = Pages("/tools/metrics")

_HERE = f"{ROOT}/tools/metrics"
_HOURS = ("24", "3", "48", "168", "720")
_MOST_LISTED = 100


class _Question(RootModel[dict[str, Any]]):
    """What was asked, as programs send it; the service reads it by its own rules."""


@pages.get(needs=Permission.READ_LOGS)
async def ask_for_metric(visit: Here) -> Response:
    """Ask which kind of product is listed, or which metric is shown."""
    return await _asked(visit, Form(values={"hours": _HOURS[0]}), [])


@pages.post(needs=Permission.READ_LOGS)
async def show_metric_by_page(visit: Here) -> Response:
    """List what is measured, or say what a metric was."""

    async def act(question: _Question) -> Response:
        given = dict(question.root)
        hours = int(given.pop("hours", _HOURS[0]))
        namespace = given.pop("namespace", "")
        sections = await (
            _listed(visit, namespace) if namespace else _measured(visit, given, hours)
        )
        return await _asked(visit, await visit.form(), sections)

    async def show(form: Form) -> Response:
        return await _asked(visit, form, [])

    return await visit.submit(_Question, act, show=show, to=_HERE, values=_question)


def _question(form: Form) -> Mapping[str, Any]:
    """Return what was typed as programs send it: the source as an object."""
    typed = form.filled()
    if typed.get("hours") not in _HOURS:
        typed["hours"] = _HOURS[0]
    return source_of(typed)


async def _listed(visit: Visit, namespace: str) -> list[Section]:
    asked = visit.services.metric_series.metrics(
        by=visit.by, namespace=namespace, limit=_MOST_LISTED
    )
    found = await part_of(visit, asked)
    if found.value is None:
        return [Section(problem=found.problem)]
    views = [metric_view(each, visit.told.language) for each in found.value]
    heads = ("head.name", "head.meaning", "head.unit", "head.dimensions")
    labels = tuple(capital(visit.text(Message(each))) for each in heads)
    rows = tuple((each.name, each.meaning, each.unit, ", ".join(each.dimensions)) for each in views)
    return [Section(heading=namespace, table=Table(labels, rows))]


async def _measured(visit: Visit, question: Mapping[str, Any], hours: int) -> list[Section]:
    asked = visit.services.metric_series.series(
        by=visit.by,
        question=question,
        start=visit.now - timedelta(hours=hours),
        end=visit.now,
    )
    found = await part_of(visit, asked, patience=30.0)
    if found.value is None:
        return [Section(problem=found.problem)]
    return _sections(visit, measured_view(found.value, visit.told))


def _sections(visit: Visit, found: MeasuredView) -> list[Section]:
    zone = visit.told.zone
    heads = ("head.name", "head.newest", "head.lowest", "head.highest", "head.mean")
    labels = tuple(capital(visit.text(Message(each))) for each in heads)

    def with_unit(value: float) -> str:
        return f"{value:g} {found.unit}".strip()

    rows = tuple(
        (
            each.label or found.name,
            f"{with_unit(each.newest)} ({local_time(each.newest_at, zone)})",
            with_unit(each.least),
            f"{with_unit(each.most)} ({local_time(each.most_at, zone)})",
            with_unit(each.mean),
        )
        for each in found.series
    )
    table = [Section(table=Table(labels, rows))] if rows else []
    return [Section(heading=found.name, lines=[found.said]), *table]


async def _asked(visit: Visit, form: Form, sections: list[Section]) -> Response:
    def said(id_: str) -> str:
        return visit.text(Message(id_))

    hours = [
        (each, visit.text(message("value.plain", value=timedelta(hours=int(each)))))
        for each in _HOURS
    ]
    fields = [
        Asked(
            name="namespace",
            label=said("metric_series.namespace"),
            hint=visit.text(message("metric_series.namespace_hint", example=Called("QCE/CVM"))),
            attributes={"maxlength": 64, **PLAIN},
        ),
        *source_fields(visit, visit.services.metric_series.presets),
        Asked(name="hours", label=said("log_page.period"), choices=hours),
        Asked(name="unit", label=capital(said("head.unit")), attributes={"maxlength": 16}),
    ]
    inquiry = Inquiry(
        form=form,
        fields=fields,
        verb=said("metric_series.show"),
        gets=False,
        means=said("metric_series.means"),
    )
    return await tool_page(
        visit, message("metric_series.title"), inquiry, sections, answers_first=True
    )
