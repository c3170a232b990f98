"""The page that tries whether alerts come in, and whether somebody is told (ALR-13)."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from api.console.forms import Form
from api.console.questions import Asked
from api.console.routes import ROOT, Pages
from api.console.sheets import Inquiry, Section, tool_page
from api.console.visits import Here, Visit
from api.incidents.trials import TrialIn
from api.pages import capital
from application.common.views import Table
from application.incidents.alerts import SENDERS
from application.incidents.trials.alerts import TrialOutcome
from application.incidents.trials.views import TrialAlertView, trial_alert_view
from domain.common.messages import message, named
from domain.people.access import Permission

pages = Pages("/tools/test-alerts")

_HERE = f"{ROOT}/tools/test-alerts"


@pages.get(needs=Permission.SEND_ALERTS)
async def ask_for_trial(visit: Here) -> Response:
    """Ask which sources to try, and who is told."""
    return await _asked(visit, Form(), [])


@pages.post(needs=Permission.SEND_ALERTS)
async def try_by_page(visit: Here) -> Response:
    """Send a test alert through each form, and show what became of it within 15 s."""

    async def act(body: TrialIn) -> Response:
        sent = await visit.services.trial_alerts.send(
            by=visit.by, sources=body.sources, on_call=body.on_call
        )
        views = [trial_alert_view(each, visit.text) for each in sent]
        return await _asked(visit, await visit.form(), [_became(visit, views)])

    async def show(form: Form) -> Response:
        return await _asked(visit, form, [])

    return await visit.submit(TrialIn, act, show=show, to=_HERE, values=_values)


def _values(form: Form) -> Mapping[str, Any]:
    return {"sources": form.lists.get("sources", []), "on_call": "on_call" in form.values}


def _became(visit: Visit, views: list[TrialAlertView]) -> Section:
    heads = (message("head.source"), message("head.outcome"), message("head.called"))
    return Section(
        heading=visit.text(message("tool_page.trial_became")),
        good=None,
        table=Table(
            tuple(capital(visit.text(each)) for each in heads),
            tuple(
                (
                    visit.text(named(each.source)),
                    each.said,
                    f"{each.person_id} {each.channel}".strip(),
                )
                for each in views
            ),
        ),
        links=[
            (visit.text(named(each.source)), f"{ROOT}/incidents/{each.incident_id}")
            for each in views
            if each.incident_id and each.outcome is not TrialOutcome.OFF
        ],
    )


async def _asked(visit: Visit, form: Form, sections: list[Section]) -> Response:
    def said(id_: str) -> str:
        return visit.text(message(id_))

    fields = [
        Asked(
            name="sources",
            label=capital(said("head.sources")),
            hint=said("tool_page.trial_hint"),
            type="several",
            choices=[(each.value, visit.text(named(each))) for each in SENDERS],
        ),
        Asked(name="on_call", label=said("tool_page.trial_on_call"), type="check"),
    ]
    inquiry = Inquiry(
        form=form,
        fields=fields,
        verb=said("tool_page.test_alerts"),
        gets=False,
        means=said("tool_page.test_alerts_means"),
    )
    title = message("tool_page.test_alerts")
    return await tool_page(visit, title, inquiry, sections, answers_first=True)
