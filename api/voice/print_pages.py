"""A page about somebody's voice: forgotten from their profile (VOI-4)."""

from typing import Annotated

from fastapi import Path, Response

from api.console.forms import Form
from api.console.questions import question
from api.console.routes import ROOT, Pages
from api.console.visits import Here
from domain.common.messages import message
from domain.people.access import Permission

pages = Pages("/people/{person_id}/voice")

_ME = "me"
Whose = Annotated[str, Path(pattern="^(me|u_[a-z0-9][a-z0-9_-]{2,39})$")]


@pages.get("/forget", needs=Permission.MANAGE_SELF)
async def ask_to_forget_voice(visit: Here, person_id: Whose) -> Response:
    """Say what is forgotten."""
    whose = visit.by.person_id if person_id == _ME else person_id
    await visit.services.people.get(by=visit.by, person_id=whose)
    return await question(
        visit,
        Form(),
        section=_ME if person_id == _ME else "people",
        title=message("voiceprint.forget"),
        means=message("voiceprint.forget_means"),
        facts=[],
        back=f"{ROOT}/people/{person_id}",
        danger=True,
    )


@pages.post("/forget", needs=Permission.MANAGE_SELF)
async def forget_voice_by_page(visit: Here, person_id: Whose) -> Response:
    """Forget a voice."""
    whose = visit.by.person_id if person_id == _ME else person_id
    await visit.services.voiceprints.forget(by=visit.by, person_id=whose)
    return visit.done(f"{ROOT}/people/{person_id}", message("voiceprint.forgotten"))
