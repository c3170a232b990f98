"""Pages by which admins invite people and let them choose a forgotten password anew (VOI-6)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import Response

from api.console.forms import Form, zones
from api.console.questions import question
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.people.links import InvitationIn, PasswordLinkIn, link_address
from api.people.pages import Whose, languages_of, person_of, roles_of
from application.people.links import PasswordLink
from domain.common.messages import message
from domain.people.access import Permission

pages = Pages("/people")

_HERE = f"{ROOT}/people"
_HOURS = ("1", "24", "72", "168")


@pages.get("/invite", needs=Permission.MANAGE_PEOPLE)
async def ask_for_invitation(visit: Here) -> Response:
    """Ask who is invited, and as what."""
    values = {"zone": visit.told.zone, "language": visit.told.language, "hours": "168"}
    return await _asked(visit, "invite", Form(values=values, lists={"roles": ["viewer"]}), _HERE)


@pages.post("/invite", needs=Permission.MANAGE_PEOPLE)
async def invite_by_page(visit: Here) -> Response:
    """Make the account and show the link, this once."""

    async def act(body: InvitationIn) -> Response:
        made = await visit.services.password_links.invite(
            by=visit.by,
            newcomer=body.newcomer(),
            roles=frozenset(body.roles),
            life=timedelta(hours=body.hours),
        )
        return await _made(visit, made)

    async def show(form: Form) -> Response:
        return await _asked(visit, "invite", form, _HERE)

    def values(form: Form) -> Mapping[str, Any]:
        return form.filled(numbers=("hours",)) | {"roles": form.lists.get("roles", [])}

    return await visit.submit(InvitationIn, act, show=show, to=_HERE, values=values)


@pages.get("/{person_id}/password-link", needs=Permission.MANAGE_PEOPLE)
async def ask_for_password_link(visit: Here, person_id: Whose) -> Response:
    """Say what a link to a new password does, and ask how long it opens."""
    return await _asked_for_link(visit, person_id, Form(values={"hours": "24"}))


@pages.post("/{person_id}/password-link", needs=Permission.MANAGE_PEOPLE)
async def make_password_link_by_page(visit: Here, person_id: Whose) -> Response:
    """Make a link and show it, this once."""
    person = await person_of(visit, person_id)

    async def act(body: PasswordLinkIn) -> Response:
        life = timedelta(hours=body.hours)
        links = visit.services.password_links
        return await _made(visit, await links.make(by=visit.by, person_id=person.id, life=life))

    async def show(form: Form) -> Response:
        return await _asked_for_link(visit, person_id, form)

    def values(form: Form) -> Mapping[str, Any]:
        return form.filled(numbers=("hours",))

    return await visit.submit(
        PasswordLinkIn, act, show=show, to=f"{_HERE}/{person_id}", values=values
    )


@pages.get("/{person_id}/password-link/withdraw", needs=Permission.MANAGE_PEOPLE)
async def ask_to_withdraw_password_link(visit: Here, person_id: Whose) -> Response:
    """Say what goes on without the link."""
    person = await person_of(visit, person_id)
    return await question(
        visit,
        Form(),
        section="people",
        title=message("password_link.withdraw"),
        means=message("password_link.withdraw_means"),
        facts=[(visit.text(message("profile.name")), person.name)],
        back=f"{_HERE}/{person_id}",
        danger=True,
    )


@pages.post("/{person_id}/password-link/withdraw", needs=Permission.MANAGE_PEOPLE)
async def withdraw_password_link_by_page(visit: Here, person_id: Whose) -> Response:
    """End the link now."""
    person = await person_of(visit, person_id)
    await visit.services.password_links.withdraw(by=visit.by, person_id=person.id)
    return visit.done(f"{_HERE}/{person_id}", message("password_link.withdrawn"))


async def _asked_for_link(visit: Visit, person_id: str, form: Form) -> Response:
    person = await person_of(visit, person_id)
    return await _asked(visit, "password_link", form, f"{_HERE}/{person_id}", person=person)


async def _asked(
    visit: Visit,
    what: str,
    form: Form,
    back: str,
    **values: Any,  # noqa: ANN401 - whatever the template names
) -> Response:
    return await visit.page(
        f"people/{what}.html",
        section="people",
        status=form.status,
        form=form,
        action=visit.request.url.path,
        back=back,
        languages=languages_of(visit),
        zones=zones(),
        roles=roles_of(visit),
        lasts=[(each, visit.text(message("ask.hours", n=int(each)))) for each in _HOURS],
        **values,
    )


async def _made(visit: Visit, made: PasswordLink) -> Response:
    shown = await visit.page(
        "people/link_made.html",
        section="people",
        person=made.person,
        until=made.expires_at,
        url=link_address(visit.options, made),
        back=f"{_HERE}/{made.person.id}",
    )
    shown.headers["HX-Trigger"] = "refresh"  # what stands behind the dialog has a link more
    return shown
