"""The one question before something is done: what it will do, to what, and the verb (CON-2)."""

from collections.abc import Sequence

from fastapi import Response

from api.console.forms import Form
from api.console.visits import Visit
from domain.common.messages import Message


async def question(  # noqa: PLR0913 - what a question says, each by name
    visit: Visit,
    form: Form,
    *,
    section: str,
    title: Message,
    means: Message,
    back: str,
    facts: Sequence[tuple[str, str]] = (),
    reason: int = 0,
    danger: bool = False,
) -> Response:
    """Return the page, or the dialog, that asks before something is done.

    Args:
        visit: of whom it is asked.
        form: what was sent before, with what is wrong with it.
        section: of the menu.
        title: the verb; it stands on the button, too.
        means: what will be done, in a sentence.
        back: where "cancel" leads.
        facts: label and text of what it is done to.
        reason: characters of a reason that is asked for; 0: none is.
        danger: it cannot be taken back, or takes something away from somebody.
    """
    return await visit.page(
        "console/question.html",
        section=section,
        status=form.status,
        form=form,
        title=visit.text(title),
        means=visit.text(means),
        facts=facts,
        reason=reason,
        danger=danger,
        action=visit.request.url.path,
        back=back,
    )
