"""Pages about tokens: made, shown once, revoked (MCP-3)."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import Field

from api.console.forms import Form
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.people.pages import LIVE, MINE, Whose, person_of
from api.people.tokens import TokenIn
from api.strict import Strict
from domain.common.messages import Called, Message, message, named
from domain.people.access import Access, Permission, Scope, decide
from domain.people.people import MEANING_OF_SCOPE, is_usable

pages = Pages("/people/{person_id}/tokens")

_DAYS = ("7", "30", "90", "365", "")


class RevokeIn(Strict):
    """Which token becomes useless."""

    token: str = Field(min_length=1, max_length=64)


@pages.get("/new", needs=Permission.MANAGE_SELF)
async def ask_for_token(visit: Here, person_id: Whose) -> Response:
    """Ask what a token is for, how far it goes and how long."""
    return await _asked(visit, person_id, Form(values={"days": "90"}, lists={"scopes": ["read"]}))


@pages.post("/new", needs=Permission.MANAGE_SELF)
async def issue_token_by_page(visit: Here, person_id: Whose) -> Response:
    """Make a token and show its text, this once."""

    def values(form: Form) -> Mapping[str, Any]:
        days = form.values.get("days", "")
        return {
            "label": form.values.get("label", ""),
            "scopes": form.lists.get("scopes", []),
            "days": int(days) if days.isdigit() else None,
        }

    async def act(body: TokenIn) -> Response:
        record, text = await visit.services.proofs.issue_token(
            by=visit.by, label=body.label, scopes=frozenset(body.scopes), days=body.days
        )
        shown = await visit.page(
            "people/token.html",
            section=MINE,
            record=record,
            text=text,
            back=f"{ROOT}/people/{MINE}",
        )
        shown.headers["HX-Trigger"] = "refresh"  # the list behind the dialog has one more
        return shown

    async def show(form: Form) -> Response:
        return await _asked(visit, person_id, form)

    return await visit.submit(TokenIn, act, show=show, to=_at(person_id), values=values)


async def _asked(visit: Visit, person_id: str, form: Form) -> Response:
    lasts = [
        (each, visit.text(message("profile.days", count=int(each) if each else None)))
        for each in _DAYS
    ]
    return await visit.page(
        "people/new_token.html",
        section=MINE,
        status=form.status,
        form=form,
        action=f"{_at(person_id)}/tokens/new",
        back=_at(person_id),
        scopes=[
            (str(each), visit.text(named(each)), "")
            for each in Scope
            if decide(visit.by, MEANING_OF_SCOPE[each]) is Access.ALLOWED
        ],
        lasts=lasts,
    )


@pages.get("/revoke", needs=Permission.MANAGE_SELF)
async def ask_to_revoke_token(
    visit: Here, person_id: Whose, token: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """Say what it means to revoke a token, and ask which."""
    return await _asked_to_revoke(visit, person_id, Form(values={"token": token}))


@pages.post("/revoke", needs=Permission.MANAGE_SELF)
async def revoke_token_by_page(visit: Here, person_id: Whose) -> Response:
    """Make a token useless from this moment."""
    person = await person_of(visit, person_id)

    async def act(body: RevokeIn) -> Message:
        gone = await visit.services.proofs.revoke_token(
            by=visit.by, token_id=body.token, person_id=person.id
        )
        return message("people_tool.token_revoked", token=Called(gone.id), label=Called(gone.label))

    async def show(form: Form) -> Response:
        return await _asked_to_revoke(visit, person_id, form)

    return await visit.submit(RevokeIn, act, show=show, to=_at(person_id))


async def _asked_to_revoke(visit: Visit, person_id: str, form: Form) -> Response:
    person = await person_of(visit, person_id)
    tokens = await visit.services.proofs.list_tokens(by=visit.by, person_id=person.id)
    usable = [(each.id, each.label) for each in tokens if is_usable(each, now=visit.now)]
    return await visit.page(
        "people/revoke.html",
        section=MINE if person_id == MINE else "people",
        status=form.status,
        live=LIVE,
        form=form,
        tokens=usable,
        action=f"{_at(person_id)}/tokens/revoke",
        back=_at(person_id),
    )


def _at(person_id: str) -> str:
    return f"{ROOT}/people/{person_id}"
