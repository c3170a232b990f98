"""What pages about changes of the cloud share: asked for, shown, done exactly as shown."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Response

from api.clusters.edit_bodies import EditIn, shown
from api.console.forms import Form
from api.console.visits import Visit
from application.cluster_edits.views import EditViews
from application.services import Services
from domain.clusters.edits import Edit
from domain.common.errors import InvalidRequest
from domain.common.messages import Message, message


@dataclass(frozen=True)
class CloudChange:
    """One kind of change.

    Attributes:
        model: by which HTTP reads the same.
        fields: what is asked for, in this order; those that must be filled in end in `*`.
        does: the method of a service that shows it, or does it.
        takes: attributes of what was sent that the service takes.
        values: what was typed, as programs send it.
    """

    title: Message
    means: Message
    model: type[EditIn]
    fields: tuple[str, ...]
    does: Callable[[Services], Callable[..., Awaitable[Edit]]]
    takes: tuple[str, ...]
    values: Callable[[Form], dict[str, Any]] = field(default=lambda form: form.filled())


@dataclass(frozen=True)
class ChangePages:
    """The form, the preview and the doing of one change.

    Attributes:
        template: of the form.
        back: the page that the person came from.
        choices: what the template offers to choose from.
    """

    change: CloudChange
    template: str
    back: str
    choices: Mapping[str, Any] = field(default_factory=dict)

    async def asked(self, visit: Visit, form: Form) -> Response:
        """Ask what is to be, and why."""
        return await visit.page(
            self.template,
            section="logs",
            status=form.status,
            form=form,
            title=visit.text(self.change.title),
            means=visit.text(self.change.means),
            fields=self.change.fields,
            action=visit.request.url.path,
            back=self.back,
            **self.choices,
        )

    async def submitted(self, visit: Visit) -> Response:
        """Show what would be; then do exactly that, or ask for somebody's yes."""
        views = EditViews(visit.services.words, visit.told.reader)

        async def ask(body: EditIn, confirm: str) -> Edit:
            given = {name: getattr(body, name) for name in self.change.takes}
            does = self.change.does(visit.services)
            return await does(**given | {"by": visit.by, "confirm": confirm})

        async def act(body: EditIn) -> Message:
            if not body.confirm:
                raise InvalidRequest("confirm", message("rule.missing"))
            edit = await ask(body, body.confirm)
            shown(edit, views)
            return edit.will

        async def preview(body: EditIn, form: Form) -> Response:
            return await visit.page(
                "clusters/edit_preview.html",
                section="logs",
                form=form,
                edit=views.edit(await ask(body, "")),
                title=visit.text(self.change.title),
                reason=body.reason,
                action=visit.request.url.path,
                back=self.back,
            )

        async def show(form: Form) -> Response:
            return await self.asked(visit, form)

        return await visit.submit(
            self.change.model,
            act,
            show=show,
            to=self.back,
            values=self.change.values,
            preview=preview,
        )


def given_by_link(change: CloudChange, query: Mapping[str, str]) -> Form:
    """Return a form in which a link has filled in what it knows."""
    known = {each.rstrip("*") for each in change.fields}
    return Form(values={name: text[:255] for name, text in query.items() if name in known})
