"""Answers of a second person to edits of clusters, at the terminal."""

from dataclasses import dataclass
from urllib.parse import quote

from application.cluster_edits.views import EditRecordView, EditViews
from application.services import Services
from cli.asking import acting, agreed
from cli.clusters.edit_words import say_edit_record, views_of
from cli.clusters.edits import As, EditId
from cli.options import AsJson, MaybeReason, Reason, Yes
from cli.output import note, say_json
from cli.terminal import Terminal
from domain.cluster_edits.told import where_of
from domain.common.messages import Called, message
from domain.common.readers import Reader

EDITS = "/api/v1/cluster-edits"


@dataclass(frozen=True)
class Waiting:
    """Edits that wait for somebody's yes, as the API answers them."""

    edits: tuple[EditRecordView, ...]


@dataclass(frozen=True)
class ClusterEditAnswerCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def edits(self, *, as_json: AsJson = False) -> None:
        """List edits that wait for somebody's yes, each with what it changes.

        Example: zhiban cluster edits
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Reader) -> Waiting:
            views = EditViews(services.words, reader)
            return Waiting(tuple(map(views.record, await services.cluster_edits.waiting(by=by))))

        seen = self.terminal.see(Waiting, EDITS, {}, asked)
        if as_json:
            say_json(seen.view)
            return
        waiting, views = seen.view.edits, EditViews(self.terminal.runtime.words, seen.reader)
        for each in waiting:
            say_edit_record(each, views, as_json=False)
        if not waiting:
            note(views.text(message("edit.none_waits")))

    def edit(self, *, edit: EditId, as_json: AsJson = False) -> None:
        """Show an edit that was asked for: by whom, why, what it changes, how it stands.

        Example: zhiban cluster edit e_0123456789abcdef
        """
        say_edit_record(*self._found(edit), as_json=as_json)

    def approve_edit(
        self,
        *,
        edit: EditId,
        reason: MaybeReason = "",
        person: As = None,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Approve exactly the edit that is shown; asks first, unless --yes.

        Example: zhiban cluster approve-edit e_0123456789abcdef --as u_li
        """
        found, views = self._found(edit)
        if not yes:
            note("\n".join(found.changes))
            by, cluster = Called(found.by), where_of(found.kind, found.cluster)
            question = message("edit.approve", by=by, cluster=cluster)
            agreed(question, views.text)
        self._answered(found, person, reason, approved=True, as_json=as_json)

    def deny_edit(
        self,
        *,
        edit: EditId,
        reason: Reason,
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Say no to an edit that waits; it is not done.

        Example: zhiban cluster deny-edit e_0123456789abcdef --reason 'freeze begins'
        """
        found, _ = self._found(edit)
        self._answered(found, person, reason, approved=False, as_json=as_json)

    def _found(self, edit: str) -> tuple[EditRecordView, EditViews]:
        """Return an edit as whoever sits here reads it."""
        by = self.terminal.operator

        async def asked(services: Services, reader: Reader) -> EditRecordView:
            views = EditViews(services.words, reader)
            return views.record(await services.cluster_edits.get(by=by, edit_id=edit))

        path = f"{EDITS}/{quote(edit, safe='')}/record"
        seen = self.terminal.see(EditRecordView, path, {}, asked)
        return seen.view, EditViews(self.terminal.runtime.words, seen.reader)

    def _answered(
        self,
        record: EditRecordView,
        person: str | None,
        reason: str,
        *,
        approved: bool,
        as_json: bool,
    ) -> None:
        async def answered(services: Services) -> tuple[EditRecordView, EditViews]:
            views = await views_of(self.terminal, services)
            answered = await services.cluster_edits.answer(
                by=await acting(self.terminal, services, person),
                edit_id=record.id,
                digest=record.plan,
                approved=approved,
                reason=reason,
            )
            return views.record(answered), views

        say_edit_record(*self.terminal.ask(answered), as_json=as_json)
