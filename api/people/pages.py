"""Pages about people: one's own profile, everybody for admins, what each is trusted with."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse

from api.console.forms import Form, comma_separated, zones
from api.console.lists import PAGE_SIZE, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.people.routes import DisabledIn, NewcomerIn, PasswordIn, PersonPatch, RolesIn
from api.people.sessions import forget_cookies
from application.people.views import NameView
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Message, message, named
from domain.people.access import PERMISSIONS_OF_ROLE, Permission, Role
from domain.people.people import Person, is_usable

pages = Pages()

LIVE = "person"
MINE = "me"
Whose = Annotated[str, Path(pattern="^(me|u_[a-z0-9][a-z0-9_-]{2,39})$")]
"""A person, or whoever looks: a link to one's own profile is the same for everybody."""


@pages.post("/sign-out", needs=None)
async def sign_out_of_console(visit: Here) -> Response:
    """End this browser's session."""
    if visit.proof.cookie:
        await visit.services.proofs.sign_out(visit.proof.cookie)
    return _signed_out(visit)


def _signed_out(visit: Visit) -> Response:
    response = RedirectResponse("/", 303)
    forget_cookies(response, visit.options)
    return response


@pages.get("/people", needs=Permission.MANAGE_PEOPLE)
async def people_page(visit: Here, request: Request) -> Response:
    """List people by their ids."""
    state = read_list(request, visit.told, ())
    found = await visit.services.people.list(by=visit.by, after=state.after, limit=PAGE_SIZE)
    return await visit.page(
        "people/list.html",
        section="people",
        live=LIVE,
        state=state,
        people=found,
        waiting=await visit.services.registrations.list(by=visit.by) if not state.after else (),
        next=found[-1].id if len(found) == PAGE_SIZE else "",
    )


@pages.get("/people/new", needs=Permission.MANAGE_PEOPLE)
async def ask_for_newcomer(visit: Here) -> Response:
    """Ask who gets an account."""
    return await _asked_for_newcomer(visit, Form(values={"zone": visit.told.zone}))


@pages.post("/people/new", needs=Permission.MANAGE_PEOPLE)
async def register_by_page(visit: Here) -> Response:
    """Make an account."""

    async def act(body: NewcomerIn) -> Message:
        made = await visit.services.people.register(by=visit.by, newcomer=body.asked())
        return message("profile.made", person=Called(made.name))

    async def show(form: Form) -> Response:
        return await _asked_for_newcomer(visit, form)

    return await visit.submit(NewcomerIn, act, show=show, to=f"{ROOT}/people")


async def _asked_for_newcomer(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "people/new.html",
        section="people",
        status=form.status,
        form=form,
        action=f"{ROOT}/people/new",
        back=f"{ROOT}/people",
        languages=languages_of(visit),
        zones=zones(),
    )


@pages.get("/people/{person_id}", needs=Permission.MANAGE_SELF)
async def profile_page(visit: Here, person_id: Whose) -> Response:
    """Show how somebody is called, read to and reached, and what opens their account."""
    person = await person_of(visit, person_id)
    services, by = visit.services, visit.by
    settings = await services.briefings.settings(by=by, person_id=person.id)
    tokens = await services.proofs.list_tokens(by=by, person_id=person.id)
    return await visit.page(
        "people/one.html",
        section=MINE if person_id == MINE else "people",
        live=LIVE,
        person=person,
        settings=settings,
        tokens=tokens,
        usable={each.id: is_usable(each, now=visit.now) for each in tokens},
        link_until=await services.password_links.pending(by=by, person_id=person.id)
        if visit.may(Permission.MANAGE_PEOPLE)
        else None,
        second=await services.second_factor.standing(by=by, person_id=person.id),
        languages=dict(languages_of(visit)),
        base=f"{ROOT}/people/{person_id}",
        is_me=person.id == by.person_id,
        voice_known=bool(person.voiceprint_id),
        voice_trouble=services.voiceprints.trouble(),
    )


@pages.get("/people/{person_id}/edit", needs=Permission.MANAGE_SELF)
async def ask_to_edit(visit: Here, person_id: Whose) -> Response:
    """Ask what somebody is called, and where they are reached."""
    person = await person_of(visit, person_id)
    typed = {
        "name": person.name,
        "mail": person.mail,
        "phone": person.phone,
        "robot_name": person.robot_name,
        "wake_words": ", ".join(person.wake_words),
    }
    if person.rollback_permission:
        typed["rollback_permission"] = "yes"
    return await _asked(visit, "edit", person_id, Form(values=typed))


@pages.post("/people/{person_id}/edit", needs=Permission.MANAGE_SELF)
async def edit_by_page(visit: Here, person_id: Whose) -> Response:
    """Change what somebody is called, and where they are reached."""
    person = await person_of(visit, person_id)
    typed_names = await visit.form()
    if "try" in typed_names.values:
        return await _names_tried(visit, person_id, typed_names)

    def values(form: Form) -> Mapping[str, Any]:
        # What was emptied is emptied; only a field that was not shown stays.
        typed = ("name", "mail", "phone", "robot_name")
        found: dict[str, Any] = {each: form.values[each] for each in typed if each in form.values}
        found["wake_words"] = comma_separated(form.values.get("wake_words", ""))
        if visit.may(Permission.MANAGE_PEOPLE):
            found["rollback_permission"] = "rollback_permission" in form.values
        return found

    async def act(body: PersonPatch) -> Message:
        await visit.services.people.update(by=visit.by, person_id=person.id, changes=body.changes())
        return message("profile.saved")

    async def show(form: Form) -> Response:
        return await _asked(visit, "edit", person_id, form)

    return await visit.submit(
        PersonPatch, act, show=show, to=_at(person_id), values=values, anew=True
    )


async def _names_tried(visit: Visit, person_id: str, form: Form) -> Response:
    """Show what else would be taken for the names that were typed; nothing is kept."""
    person = await person_of(visit, person_id)
    asked = [form.values.get("robot_name", ""), *comma_separated(form.values.get("wake_words", ""))]
    tried: Sequence[NameView] = ()
    try:
        tried = await visit.services.names.preview(
            by=visit.by, person_id=person.id, names=[each for each in asked if each.strip()]
        )
    except InvalidRequest as error:
        form.refuse(error, visit.told)
    return await _asked(visit, "edit", person_id, form, tried=tried)


@pages.get("/people/{person_id}/roles", needs=Permission.MANAGE_PEOPLE)
async def ask_for_roles(visit: Here, person_id: Whose) -> Response:
    """Say what each role may do, and ask which somebody has."""
    person = await person_of(visit, person_id)
    held = [str(each) for each in person.roles]
    return await _asked(visit, "roles", person_id, Form(lists={"roles": held}))


@pages.post("/people/{person_id}/roles", needs=Permission.MANAGE_PEOPLE)
async def set_roles_by_page(visit: Here, person_id: Whose) -> Response:
    """Say what somebody is trusted with."""
    person = await person_of(visit, person_id)

    async def act(body: RolesIn) -> Message:
        await visit.services.people.set_roles(
            by=visit.by, person_id=person.id, roles=frozenset(body.roles)
        )
        return message("profile.saved")

    async def show(form: Form) -> Response:
        return await _asked(visit, "roles", person_id, form)

    return await visit.submit(
        RolesIn,
        act,
        show=show,
        to=_at(person_id),
        values=lambda form: {"roles": form.lists.get("roles", [])},
        anew=person.id == visit.by.person_id,
    )


@pages.get("/people/{person_id}/disable", needs=Permission.MANAGE_PEOPLE)
async def ask_to_disable(visit: Here, person_id: Whose) -> Response:
    """Say what it means to disable an account, or to enable it again."""
    return await _asked(visit, "disable", person_id, Form())


@pages.post("/people/{person_id}/disable", needs=Permission.MANAGE_PEOPLE)
async def set_disabled_by_page(visit: Here, person_id: Whose) -> Response:
    """Refuse or allow everything to somebody."""
    person = await person_of(visit, person_id)

    async def act(body: DisabledIn) -> Message:
        await visit.services.people.set_disabled(
            by=visit.by, person_id=person.id, disabled=body.disabled
        )
        return message("profile.saved")

    async def show(form: Form) -> Response:
        return await _asked(visit, "disable", person_id, form)

    return await visit.submit(
        DisabledIn,
        act,
        show=show,
        to=_at(person_id),
        values=lambda form: {"disabled": form.values.get("disabled") == "yes"},
    )


@pages.get("/people/me/password", needs=Permission.MANAGE_SELF)
async def ask_for_password(visit: Here) -> Response:
    """Ask for the old password and the new one."""
    return await _asked(visit, "password", MINE, Form())


@pages.post("/people/me/password", needs=Permission.MANAGE_SELF)
async def change_password_by_page(visit: Here) -> Response:
    """Replace one's password; every session ends, this one too."""

    async def act(body: PasswordIn) -> Response | None:
        await visit.services.proofs.change_password(
            by=visit.by, old=body.old.get_secret_value(), new=body.new.get_secret_value()
        )
        return None if visit.request.headers.get("hx-request") else _signed_out(visit)

    async def show(form: Form) -> Response:
        return await _asked(visit, "password", MINE, form)

    return await visit.submit(PasswordIn, act, show=show, to="/", anew=True)


async def person_of(visit: Visit, person_id: str) -> Person:
    """Return whom an address means; others exist for admins only."""
    return await visit.services.people.get(
        by=visit.by, person_id=visit.by.person_id if person_id == MINE else person_id
    )


def languages_of(visit: Visit) -> list[tuple[str, str]]:
    """Return the languages there are, each as it calls itself."""
    return [(str(each.language), each.name) for each in visit.told.words.languages]


async def _asked(
    visit: Visit, what: str, person_id: str, form: Form, *, tried: Sequence[NameView] = ()
) -> Response:
    person = await person_of(visit, person_id)
    return await visit.page(
        f"people/{what}.html",
        section=MINE if person_id == MINE else "people",
        status=form.status,
        form=form,
        tried=tried,
        person=person,
        action=visit.request.url.path,
        back=_at(person_id),
        roles=roles_of(visit),
    )


def roles_of(visit: Visit) -> list[tuple[str, str, str]]:
    """Return the roles there are, each with its name and what it is for."""
    return [(str(each), visit.text(named(each)), _may(visit, each)) for each in Role]


def _may(visit: Visit, role: Role) -> str:
    """Return in a sentence what a role is for."""
    most = len(PERMISSIONS_OF_ROLE[Role.ADMIN])
    said = {
        Role.VIEWER: message("profile.viewer_may"),
        Role.OPERATOR: message("profile.operator_may"),
        Role.APPROVER: message("profile.approver_may"),
        Role.ADMIN: message("profile.admin_may", rights=most),
    }
    return visit.text(said[role])


def _at(person_id: str) -> str:
    return f"{ROOT}/people/{person_id}"
