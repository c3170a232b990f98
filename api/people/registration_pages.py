"""Pages by which admins let in, or refuse, people who registered by themselves (VOI-6)."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Response

from api.console.forms import Form
from api.console.questions import Asked, question
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.pages import capital
from api.people.pages import roles_of
from api.people.registrations import ApprovalOfPerson, RefusalOfPerson
from domain.common.messages import Called, Message, message
from domain.people.access import Permission
from domain.people.registrations import LONGEST_REASON

pages = Pages("/people/registrations")

Newcomer = Annotated[str, Path(max_length=42)]
_BACK = f"{ROOT}/people"
_TITLES = {"approve": message("registration.approve"), "refuse": message("registration.refuse")}
_MEANS = {
    "approve": message("registration.approve_means"),
    "refuse": message("registration.refuse_means"),
}


@pages.get("/{newcomer}/approve", needs=Permission.MANAGE_PEOPLE)
async def ask_to_approve_registration(visit: Here, newcomer: Newcomer) -> Response:
    """Say who asks, and ask what they are trusted with."""
    return await _asked(visit, "approve", newcomer, Form(lists={"roles": ["viewer"]}))


@pages.post("/{newcomer}/approve", needs=Permission.MANAGE_PEOPLE)
async def approve_registration_by_page(visit: Here, newcomer: Newcomer) -> Response:
    """Give them their account."""

    def values(form: Form) -> Mapping[str, Any]:
        return {"roles": form.lists.get("roles", [])}

    async def act(body: ApprovalOfPerson) -> Message:
        made = await visit.services.registrations.approve(
            by=visit.by, person_id=newcomer, roles=frozenset(body.roles)
        )
        return message("registration.approved", person=Called(made.name))

    async def show(form: Form) -> Response:
        return await _asked(visit, "approve", newcomer, form)

    return await visit.submit(ApprovalOfPerson, act, show=show, to=_BACK, values=values)


@pages.get("/{newcomer}/refuse", needs=Permission.MANAGE_PEOPLE)
async def ask_to_refuse_registration(visit: Here, newcomer: Newcomer) -> Response:
    """Say who asks, and ask why not."""
    return await _asked(visit, "refuse", newcomer, Form())


@pages.post("/{newcomer}/refuse", needs=Permission.MANAGE_PEOPLE)
async def refuse_registration_by_page(visit: Here, newcomer: Newcomer) -> Response:
    """Refuse them now."""

    async def act(body: RefusalOfPerson) -> Message:
        gone = await visit.services.registrations.refuse(
            by=visit.by, person_id=newcomer, reason=body.reason
        )
        return message("registration.is_refused", person=Called(gone.name))

    async def show(form: Form) -> Response:
        return await _asked(visit, "refuse", newcomer, form)

    return await visit.submit(RefusalOfPerson, act, show=show, to=_BACK)


async def _asked(visit: Visit, what: str, newcomer: str, form: Form) -> Response:
    asked = await visit.services.registrations.get(by=visit.by, person_id=newcomer)
    told = {
        "profile.name": asked.name,
        "profile.id": asked.id,
        "head.mail": asked.mail or "–",
        "head.phone": asked.phone or "–",
    }
    roles = Asked(
        name="roles",
        label=capital(visit.text(message("head.roles"))),
        hint=visit.text(message("profile.roles_add_up")),
        type="several",
        choices=roles_of(visit),
    )
    reason = Asked(
        name="reason",
        label=visit.text(message("registration.reason")),
        hint=visit.text(message("registration.reason_hint")),
        attributes={"maxlength": LONGEST_REASON, "autocomplete": "off"},
    )
    return await question(
        visit,
        form,
        section="people",
        title=_TITLES[what],
        means=_MEANS[what],
        back=_BACK,
        facts=[(capital(visit.text(message(name))), text) for name, text in told.items()],
        fields=[roles if what == "approve" else reason],
        danger=what == "refuse",
    )
