"""Pages about what the parts of a score count: seen, proposed, answered, taken back (ALR-5)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any

from fastapi import Path, Response

from api.bodies import ReasonIn
from api.console.forms import Form
from api.console.questions import Asked, question
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.incidents.weight_bodies import RevertIn, WeightsIn
from api.incidents.weights import ProposalId
from api.pages import capital
from application.incidents.requests import LONGEST_REASON
from application.incidents.weight_views import (
    proposal_view,
    shares_said,
    version_view,
    weights_said,
    weights_view,
)
from application.ports.incidents.weights import KeptProposal, ProposalState
from domain.common.messages import Message, message, named
from domain.incidents.weights import LEAST, MOST, PARTS, PUBLISHED
from domain.people.access import Permission

pages = Pages("/policies/weights")

MOST_SHOWN = 20
"""Proposals, and versions, of one page; the newest."""

_HERE = f"{ROOT}/policies/weights"
_KIND_OF_STATE = {
    ProposalState.OPEN: "wait",
    ProposalState.APPLIED: "good",
    ProposalState.REFUSED: "off",
    ProposalState.SUPERSEDED: "off",
}

_LABELS = (
    message("weight_page.impact"),
    message("weight_page.severity"),
    message("weight_page.importance"),
    message("weight_page.urgency"),
)
"""In the order of `PARTS`."""

Version = Annotated[str, Path(min_length=1, max_length=64)]
WeightsAnswer = Annotated[str, Path(pattern="^(approve|refuse)$")]


@pages.get(needs=Permission.READ_POLICIES)
async def weights_page(visit: Here) -> Response:
    """Show the weights in force, what was proposed, and every version with who and why."""
    service, by = visit.services.weights, visit.by
    current = await service.current(by=by)
    versions = (await service.history(by=by))[::-1]
    proposals = await service.proposals(by=by)
    return await visit.page(
        "policies/weights.html",
        section="policies",
        tab="weights",
        base=_HERE,
        current=weights_view(current, visit.told),
        proposals=[proposal_view(each, visit.told) for each in proposals[:MOST_SHOWN]],
        versions=[version_view(each, visit.told) for each in versions[:MOST_SHOWN]],
        published=weights_view(PUBLISHED, visit.told),
        kind_of_state=_KIND_OF_STATE,
    )


@pages.post("/learn", needs=Permission.CHANGE_WEIGHTS)
async def learn_by_page(visit: Here) -> Response:
    """Propose better weights if what became of repairs shows any; say so if it does not."""
    learnt = await visit.services.weights.learn_now(by=visit.by)
    said = learnt if isinstance(learnt, Message) else message("weight_page.proposed")
    return visit.done(_HERE, said)


@pages.get("/set", needs=Permission.CHANGE_WEIGHTS)
async def ask_for_weights(visit: Here) -> Response:
    """Ask what each part shall count, from when on, and why."""
    current = await visit.services.weights.current(by=visit.by)
    typed = {name: f"{share:g}" for name, share in zip(PARTS, current.shares, strict=True)}
    return await _asked_for_weights(visit, Form(values=typed))


@pages.post("/set", needs=Permission.CHANGE_WEIGHTS)
async def set_by_page(visit: Here) -> Response:
    """Put weights in force, now or later."""

    async def act(body: WeightsIn) -> Message:
        made = await visit.services.weights.set(
            by=visit.by,
            shares=body.shares.read(),
            reason=body.reason,
            effective_at=body.effective_at,
        )
        return weights_said(made)

    async def show(form: Form) -> Response:
        return await _asked_for_weights(visit, form)

    return await visit.submit(
        WeightsIn, act, show=show, to=_HERE, values=lambda form: _weights_of(visit, form)
    )


def _weights_of(visit: Visit, form: Form) -> Mapping[str, Any]:
    """Return what was typed as programs send it; a time is one of the reader's wall clock."""
    typed = form.filled()
    shares: dict[str, Any] = {name: typed[name] for name in PARTS if name in typed}
    for name, text in shares.items():
        with suppress(ValueError):
            shares[name] = float(text)
    found: dict[str, Any] = {"shares": shares, "reason": form.values.get("reason", "")}
    if words := typed.get("effective_at", ""):
        moment = visit.services.times.moment(
            words.replace("T", " "), now=visit.now, zone=visit.told.zone, field="effective_at"
        )
        found["effective_at"] = moment.isoformat()
    return found


async def _asked_for_weights(visit: Visit, form: Form) -> Response:
    shares = [
        Asked(
            name=name,
            label=visit.text(label),
            type="number",
            required=True,
            attributes={"min": f"{LEAST:g}", "max": f"{MOST:g}", "step": "any"},
        )
        for name, label in zip(PARTS, _LABELS, strict=True)
    ]
    later = Asked(
        name="effective_at",
        label=visit.text(message("weight_page.from")),
        hint=visit.text(message("weight_page.from_hint")),
        type="datetime-local",
    )
    return await question(
        visit,
        form,
        section="policies",
        title=message("weight_page.set"),
        means=message("weight_page.set_means"),
        back=_HERE,
        fields=[*shares, later],
        reason=LONGEST_REASON,
    )


_TITLES = {"approve": message("weight_page.approve"), "refuse": message("weight_page.refuse")}
_MEANS = {
    "approve": message("weight_page.approve_means"),
    "refuse": message("weight_page.refuse_means"),
}


@pages.get("/proposals/{proposal_id}/{weights_answer}", needs=Permission.CHANGE_WEIGHTS)
async def ask_to_answer(
    visit: Here, proposal_id: ProposalId, weights_answer: WeightsAnswer
) -> Response:
    """Say what an answer to a proposal does."""
    return await _asked_to_answer(visit, proposal_id, weights_answer, Form())


@pages.post("/proposals/{proposal_id}/{weights_answer}", needs=Permission.CHANGE_WEIGHTS)
async def answer_by_page(
    visit: Here, proposal_id: ProposalId, weights_answer: WeightsAnswer
) -> Response:
    """Put proposed weights in force, or refuse them."""

    async def act(body: ReasonIn) -> Message:
        service = visit.services.weights
        if weights_answer == "refuse":
            await service.refuse(by=visit.by, proposal_id=proposal_id, reason=body.reason)
            return message("ask.done", step=_TITLES[weights_answer])
        made = await service.approve(by=visit.by, proposal_id=proposal_id, reason=body.reason)
        return weights_said(made)

    async def show(form: Form) -> Response:
        return await _asked_to_answer(visit, proposal_id, weights_answer, form)

    return await visit.submit(ReasonIn, act, show=show, to=_HERE)


async def _asked_to_answer(visit: Visit, proposal_id: str, answer: str, form: Form) -> Response:
    kept: KeptProposal = await visit.services.weights.proposal(by=visit.by, proposal_id=proposal_id)
    return await question(
        visit,
        form,
        section="policies",
        title=_TITLES[answer],
        means=_MEANS[answer],
        back=_HERE,
        facts=[
            _fact(visit, "weights.column_shares", shares_said(kept.proposal.shares)),
            _fact(visit, "head.state", named(kept.state)),
        ],
        reason=LONGEST_REASON,
    )


@pages.get("/versions/{version}/revert", needs=Permission.CHANGE_WEIGHTS)
async def ask_to_revert(visit: Here, version: Version) -> Response:
    """Say what going back to a version does."""
    return await _asked_to_revert(visit, version, Form())


@pages.post("/versions/{version}/revert", needs=Permission.CHANGE_WEIGHTS)
async def revert_by_page(visit: Here, version: Version) -> Response:
    """Go back to the shares of a version, as a new version."""

    async def act(body: RevertIn) -> Message:
        made = await visit.services.weights.revert(
            by=visit.by, version=body.version, reason=body.reason
        )
        return weights_said(made)

    async def show(form: Form) -> Response:
        return await _asked_to_revert(visit, version, form)

    return await visit.submit(
        RevertIn,
        act,
        show=show,
        to=_HERE,
        values=lambda form: {"version": version, "reason": form.values.get("reason", "")},
    )


async def _asked_to_revert(visit: Visit, version: str, form: Form) -> Response:
    weights = await visit.services.weights.version(by=visit.by, version=version)
    current = await visit.services.weights.current(by=visit.by)
    return await question(
        visit,
        form,
        section="policies",
        title=message("weight_page.revert"),
        means=message("weight_page.revert_means"),
        back=_HERE,
        facts=[
            _fact(visit, "weight_page.then", shares_said(weights.shares)),
            _fact(visit, "weight_page.now", shares_said(current.shares)),
        ],
        reason=LONGEST_REASON,
    )


def _fact(visit: Visit, label: str, said: Message) -> tuple[str, str]:
    return capital(visit.text(message(label))), visit.text(said)
