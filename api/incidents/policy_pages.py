"""Pages about the policy: what it means, and what a change of it would have done (RBK-7, ANL-3)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fastapi import Request, Response

from api.console.forms import Form
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.incidents.control_bodies import BackTestIn
from application.common.wording import refusal
from application.incidents.control_views import judged_view, policy_view
from application.incidents.weight_views import weights_view
from application.incidents.words import back_test_said, course_said
from domain.analytics.policy_changes import LONGEST_ID, change_named, changed, lines_of
from domain.common.errors import InvalidRequest
from domain.common.messages import message, named
from domain.incidents.back_testing import BackTest
from domain.people.access import Permission

pages = Pages("/policies")

_DAYS = ("7", "30", "90")


@pages.get(needs=Permission.READ_POLICIES)
async def policy_page(visit: Here) -> Response:
    """Say in sentences what may be done where, and what the parts of a score count."""
    services, by = visit.services, visit.by
    return await visit.page(
        "policies/one.html",
        section="policies",
        tab="policy",
        policy=policy_view(await services.policies.show(by=by), visit.told),
        weights=weights_view(await services.weights.current(by=by), visit.told),
    )


@pages.get("/back-test", needs=Permission.READ_POLICIES)
async def ask_for_policy(visit: Here, request: Request) -> Response:
    """Ask for a policy file, to be read and tried on what was; or try the suggestion named."""
    form = Form(values={"days": "30"})
    suggestion = request.query_params.get("suggestion", "")[:LONGEST_ID]
    if not suggestion:
        return await _asked(visit, form)
    try:
        found = await visit.services.effect.back_test(
            by=visit.by, suggestion=suggestion, since=visit.now - timedelta(days=90)
        )
        change = change_named(suggestion)
    except InvalidRequest as error:
        mistake = refusal(error, visit.told.words, visit.told.reader)
        return await _asked(visit, form, mistakes=(mistake,))
    in_force = await visit.services.policies.show(by=visit.by)
    return await _asked(
        visit,
        form,
        policy=policy_view(changed(in_force, change), visit.told),
        said=visit.text(back_test_said(found)),
        differences=_told(found, visit),
        lines=lines_of(in_force, change),
    )


@pages.post("/back-test", needs=Permission.READ_POLICIES)
async def back_test_by_page(visit: Here) -> Response:
    """Say what a policy file means, and what it would have changed; keeps nothing."""

    def values(form: Form) -> Mapping[str, Any]:
        days = form.values.get("days", "")
        since = _before(visit.now, days=int(days)) if days in _DAYS else None
        return {"policy": form.values.get("policy", ""), "since": since}

    async def act(body: BackTestIn) -> Response:
        if not body.policy.strip():
            raise InvalidRequest("policy", message("rule.missing"))
        judged = judged_view(
            visit.services.policies.validate(by=visit.by, text=body.policy), visit.told
        )
        form = await visit.form()
        if judged.policy is None:
            return await _asked(visit, form, mistakes=judged.mistakes)
        found = await visit.services.policies.back_test(
            by=visit.by, text=body.policy, since=body.since, limit=body.limit
        )
        return await _asked(
            visit,
            form,
            policy=judged.policy,
            said=visit.text(back_test_said(found)),
            differences=_told(found, visit),
        )

    async def show(form: Form) -> Response:
        return await _asked(visit, form)

    return await visit.submit(
        BackTestIn, act, show=show, to=f"{ROOT}/policies/back-test", values=values
    )


def _told(found: BackTest, visit: Visit) -> list[dict[str, Any]]:
    return [
        {
            "incident": each.incident_id,
            "target": each.target.name,
            "at": each.opened_at,
            "changes": [visit.text(named(change)) for change in each.changes],
            "was": visit.text(course_said(each.was)),
            "would": visit.text(course_said(each.would)),
        }
        for each in found.differences
    ]


def _before(now: datetime, *, days: int) -> str:
    return (now - timedelta(days=days)).isoformat()


async def _asked(visit: Visit, form: Form, **found: Any) -> Response:  # noqa: ANN401 - what the template names
    empty: dict[str, Any] = {
        "mistakes": (),
        "policy": None,
        "said": "",
        "differences": [],
        "lines": "",
    }
    told = {**empty, **found}
    return await visit.page(
        "policies/back_test.html",
        section="policies",
        tab="back-test",
        status=form.status,
        form=form,
        spans=[(each, visit.text(message("policy_page.days", count=int(each)))) for each in _DAYS],
        mistakes=told["mistakes"],
        policy=told["policy"],
        outcome=told["said"],
        differences=told["differences"],
        lines=told["lines"],
    )
