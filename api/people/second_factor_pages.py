"""Pages by which people set up codes beside their passwords, and admins take them off (VOI-6)."""

from typing import Any
from urllib.parse import quote

from fastapi import Response

from api.console.forms import Form
from api.console.questions import question
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.people.pages import MINE, Whose, person_of
from api.people.second_factor import CodeIn, EnrolmentIn, PasswordAndCode
from domain.common.messages import Message, message
from domain.people.access import Permission

pages = Pages("/people")

_MINE = f"{ROOT}/people/{MINE}"


@pages.get("/me/second-factor", needs=Permission.MANAGE_SELF)
async def ask_to_begin_second_factor(visit: Here) -> Response:
    """Say what it is, and ask for the password once more."""
    return await _asked(visit, "begin", Form())


@pages.post("/me/second-factor", needs=Permission.MANAGE_SELF)
async def begin_second_factor_by_page(visit: Here) -> Response:
    """Make the secret and show it, this once."""

    async def act(body: EnrolmentIn) -> Response:
        made = await visit.services.second_factor.begin(
            by=visit.by, password=body.password.get_secret_value()
        )
        picture = f"data:image/svg+xml,{quote(made.svg)}"
        to = f"{_MINE}/second-factor/confirm"
        return await _asked(
            visit, "confirm", Form(), action=to, picture=picture, secret=made.secret
        )

    async def show(form: Form) -> Response:
        return await _asked(visit, "begin", form)

    return await visit.submit(EnrolmentIn, act, show=show, to=_MINE)


@pages.post("/me/second-factor/confirm", needs=Permission.MANAGE_SELF)
async def confirm_second_factor_by_page(visit: Here) -> Response:
    """Let it hold, and show the codes for a lost phone, this once."""

    async def act(body: CodeIn) -> Response:
        codes = await visit.services.second_factor.confirm(
            by=visit.by, code=body.code.get_secret_value(), cookie=visit.proof.cookie
        )
        return await _codes(visit, codes)

    async def show(form: Form) -> Response:
        form.values.pop("code", None)
        return await _asked(visit, "confirm", form, picture="", secret="")

    return await visit.submit(CodeIn, act, show=show, to=_MINE)


@pages.get("/me/second-factor/codes", needs=Permission.MANAGE_SELF)
async def ask_for_recovery_codes(visit: Here) -> Response:
    """Say what becomes of the codes that there are, and ask for both proofs."""
    return await _asked_for_both(visit, Form(), "codes")


@pages.post("/me/second-factor/codes", needs=Permission.MANAGE_SELF)
async def renew_recovery_codes_by_page(visit: Here) -> Response:
    """Make new codes for a lost phone and show them, this once."""

    async def act(body: PasswordAndCode) -> Response:
        codes = await visit.services.second_factor.renew_codes(
            by=visit.by,
            password=body.password.get_secret_value(),
            code=body.code.get_secret_value(),
        )
        return await _codes(visit, codes)

    async def show(form: Form) -> Response:
        return await _asked_for_both(visit, form, "codes")

    return await visit.submit(PasswordAndCode, act, show=show, to=_MINE)


@pages.get("/me/second-factor/off", needs=Permission.MANAGE_SELF)
async def ask_to_disable_second_factor(visit: Here) -> Response:
    """Say what is asked for without it, and ask for both proofs."""
    return await _asked_for_both(visit, Form(), "off")


@pages.post("/me/second-factor/off", needs=Permission.MANAGE_SELF)
async def disable_second_factor_by_page(visit: Here) -> Response:
    """Let signing in ask for the password alone."""

    async def act(body: PasswordAndCode) -> Message:
        await visit.services.second_factor.disable(
            by=visit.by,
            password=body.password.get_secret_value(),
            code=body.code.get_secret_value(),
        )
        return message("second_factor.is_off")

    async def show(form: Form) -> Response:
        return await _asked_for_both(visit, form, "off")

    return await visit.submit(PasswordAndCode, act, show=show, to=_MINE)


@pages.get("/{person_id}/second-factor/remove", needs=Permission.MANAGE_PEOPLE)
async def ask_to_remove_second_factor(visit: Here, person_id: Whose) -> Response:
    """Say what it means to take it off somebody."""
    return await _asked_to_remove(visit, person_id, Form())


@pages.post("/{person_id}/second-factor/remove", needs=Permission.MANAGE_PEOPLE)
async def remove_second_factor_by_page(visit: Here, person_id: Whose) -> Response:
    """Take it off now; they are told."""
    person = await person_of(visit, person_id)
    await visit.services.second_factor.remove(by=visit.by, person_id=person.id)
    return visit.done(f"{ROOT}/people/{person_id}", message("second_factor.removed"))


async def _asked_to_remove(visit: Visit, person_id: str, form: Form) -> Response:
    person = await person_of(visit, person_id)
    return await question(
        visit,
        form,
        section="people",
        title=message("second_factor.remove"),
        means=message("second_factor.remove_means"),
        facts=[(visit.text(message("profile.name")), person.name)],
        back=f"{ROOT}/people/{person_id}",
        danger=True,
    )


async def _asked_for_both(visit: Visit, form: Form, what: str) -> Response:
    for each in ("password", "code"):
        form.values.pop(each, None)
    return await _asked(visit, "both", form, what=what)


async def _codes(visit: Visit, codes: tuple[str, ...]) -> Response:
    shown = await _asked(visit, "recovery_codes", Form(), codes=codes)
    shown.headers["HX-Trigger"] = "refresh"  # what stands behind the dialog has changed
    return shown


async def _asked(
    visit: Visit,
    template: str,
    form: Form,
    *,
    action: str = "",
    **values: Any,  # noqa: ANN401 - whatever the template names
) -> Response:
    return await visit.page(
        f"people/second_factor_{template}.html",
        section=MINE,
        status=form.status,
        form=form,
        action=action or visit.request.url.path,
        back=_MINE,
        **values,
    )
