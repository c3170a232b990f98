"""Answers of a second person to edits of clusters, at the terminal."""

from dataclasses import dataclass

from application.desks import Desks
from cli.asking import acting, agreed
from cli.clusters.edit_words import phrase, say_edit_record
from cli.clusters.edits import As, EditId
from cli.options import AsJson, MaybeReason, Reason, Yes
from cli.output import note, say_json
from cli.terminal import Terminal
from domain.cluster_edits.words import change_words
from domain.clusters.edit_names import NO_EDIT_WAITS
from domain.clusters.edits import EditRecord
from domain.common.readers import Language


@dataclass(frozen=True)
class ClusterEditAnswerCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def edits(self, *, as_json: AsJson = False) -> None:
        """List edits that wait for somebody's yes, each with what it changes.

        Example: zhiban cluster edits
        """
        by = self.terminal.operator

        async def asked(desks: Desks) -> tuple[list[EditRecord], Language]:
            waiting = await desks.cluster_edits.waiting(by=by)
            return waiting, (await self.terminal.reader_of(desks)).language

        waiting, language = self.terminal.ask(asked)
        if as_json:
            say_json(waiting)
            return
        for each in waiting:
            say_edit_record(each, language, as_json=False)
        if not waiting:
            note(NO_EDIT_WAITS[language])

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
        found, language = self._found(edit)
        if not yes:
            note("\n".join(change_words(each, language) for each in found.changes))
            question = phrase(language, "approve?", by=found.by, cluster=found.cluster)
            agreed(question, language)
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

    def _found(self, edit: str) -> tuple[EditRecord, Language]:
        """Return an edit, and the language of whoever sits here."""
        by = self.terminal.operator

        async def asked(desks: Desks) -> tuple[EditRecord, Language]:
            found = await desks.cluster_edits.get(by=by, edit_id=edit)
            return found, (await self.terminal.reader_of(desks)).language

        return self.terminal.ask(asked)

    def _answered(
        self,
        record: EditRecord,
        person: str | None,
        reason: str,
        *,
        approved: bool,
        as_json: bool,
    ) -> None:
        async def answered(desks: Desks) -> tuple[EditRecord, Language]:
            language = (await self.terminal.reader_of(desks)).language
            answered = await desks.cluster_edits.answer(
                by=await acting(self.terminal, desks, person),
                edit_id=record.id,
                digest=record.digest,
                approved=approved,
                reason=reason,
            )
            return answered, language

        say_edit_record(*self.terminal.ask(answered), as_json=as_json)
