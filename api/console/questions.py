"""The one question before something is done: what it will do, to what, and the verb (CON-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import Response

from api.console.forms import Form
from api.console.visits import Visit
from domain.common.messages import Message


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One field of a form.

    Attributes:
        name: as the model that reads it has it.
        label: in the reader's words; so is `hint`.
        type: of the input, or `textarea`, `check` or `several`; one with `choices` is chosen from.
        choices: value and text of each, and what it is for where there are `several`.
        attributes: further ones of the element, `maxlength` for example.
    """

    name: str
    label: str
    hint: str = ""
    type: str = "text"
    required: bool = False
    choices: Sequence[tuple[str, ...]] = ()
    attributes: Mapping[str, str | int] = field(default_factory=dict)


async def question(  # noqa: PLR0913 - what a question says, each by name
    visit: Visit,
    form: Form,
    *,
    section: str,
    title: Message,
    means: Message,
    back: str,
    facts: Sequence[tuple[str, str]] = (),
    fields: Sequence[Asked] = (),
    reason: int = 0,
    danger: bool = False,
    button: Message | None = None,
) -> Response:
    """Return the page, or the dialog, that asks before something is done.

    Args:
        visit: of whom it is asked.
        form: what was sent before, with what is wrong with it.
        section: of the menu.
        title: the verb; it stands on the button, too, unless that has another.
        means: what will be done, in a sentence.
        back: where "cancel" leads.
        facts: label and text of what it is done to.
        fields: what else is asked for, in this order.
        reason: characters of a reason that is asked for; 0: none is.
        danger: it cannot be taken back, or takes something away from somebody.
        button: what the button says where it only leads to what will be done.
    """
    return await visit.page(
        "console/question.html",
        section=section,
        status=form.status,
        form=form,
        title=visit.text(title),
        means=visit.text(means),
        facts=facts,
        fields=fields,
        reason=reason,
        danger=danger,
        button=visit.text(button or title),
        action=visit.request.url.path,
        back=back,
    )
