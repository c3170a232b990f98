"""Repairs that somebody asks for at the terminal, and answers to questions about repairs."""

from dataclasses import dataclass, replace
from typing import Annotated

import typer

from application.approvals.queue import MOST_LISTED
from application.approvals.views import ApprovalsView, approvals_view
from application.common.wording import Localizer
from application.incidents.requests import (
    MOST_REPLICAS,
    RepairRequest,
    RequestedRepair,
)
from application.services import Services
from cli.asking import acting, agreed
from cli.exit import ExitCode
from cli.incidents.words import (
    localizer_of,
    say_approval,
    say_approvals,
    say_decided,
    say_repair,
)
from cli.options import As, AsJson, MaybeReason, Reason, Yes
from cli.output import note, note_more, say_json
from cli.terminal import Terminal
from cli.typed import workload_of
from domain.clusters.clusters import WorkloadRef
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.incidents.approvals.approvals import Approval
from domain.incidents.approvals.outcomes import QuestionsShown
from domain.incidents.incidents import RepairName

ApprovalId = Annotated[str, typer.Argument(metavar="APPROVAL", help="option.approval_id")]
Workload = Annotated[str, typer.Argument(help="option.workload")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="option.dry_run_patch")]
Key = Annotated[str, typer.Option(help="option.short_key")]


@dataclass(frozen=True)
class RepairCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def approvals(
        self,
        *,
        state: Annotated[QuestionsShown | None, typer.Option(help="option.approvals_state")] = None,
        every: Annotated[bool, typer.Option("--all", help="option.approvals_all")] = False,
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_LISTED, help="option.limit")
        ] = 20,
        before: Annotated[str, typer.Option(help="option.before_id")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List repairs and edits that wait for somebody's yes, or what became of them.

        Example: zhiban incident approvals --all
        """
        by = self.terminal.operator
        which = state or (QuestionsShown.ALL if every else QuestionsShown.PENDING)

        async def asked(services: Services, reader: Localizer) -> ApprovalsView:
            page = await services.approvals.list(by=by, which=which, before=before, limit=limit)
            return approvals_view(page, reader)

        query = {"state": which, "before": before, "limit": limit}
        page, reader = self.terminal.read(ApprovalsView, "/api/v1/approvals", asked, query)
        if as_json:
            say_json(page)
            return
        if which is QuestionsShown.PENDING:
            say_approvals(page.approvals, reader)
        else:
            say_decided(page.approvals, reader)
        if page.next_before:
            note_more(reader.text, f"--before {page.next_before}")

    def approve(
        self,
        *,
        approval: ApprovalId,
        reason: MaybeReason = "",
        person: As = None,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Approve exactly the plan that is shown; asks first, unless --yes.

        Example: zhiban incident approve a_abcdefghijklmnopqrstuvwxyz --as u_mei
        """
        by = self.terminal.operator

        async def seen(services: Services) -> tuple[Approval, Localizer]:
            found = await services.approvals.get(by=by, approval_id=approval)
            return found.approval, await localizer_of(self.terminal, services)

        question, reader = self.terminal.ask(seen)
        if not yes:
            note(question.preview)
            target = Called(question.about)
            approve = message("repair.approve", action=question.doing, target=target)
            agreed(approve, reader.text)

        async def answered(services: Services) -> Approval:
            by = await acting(self.terminal, services, person)
            return await services.incidents.answer(
                by=by, approval_id=approval, approved=True, reason=reason, digest=question.digest
            )

        say_approval(self.terminal.ask(answered), reader, as_json=as_json)

    def deny(
        self,
        *,
        approval: ApprovalId,
        reason: Reason,
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Say no to a repair that waits; it is not done.

        Example: zhiban incident deny a_abcdefghijklmnopqrstuvwxyz --reason 'release under way'
        """

        async def answered(services: Services) -> tuple[Approval, Localizer]:
            by = await acting(self.terminal, services, person)
            reader = await localizer_of(self.terminal, services)
            denied = await services.incidents.answer(
                by=by, approval_id=approval, approved=False, reason=reason
            )
            return denied, reader

        denied, reader = self.terminal.ask(answered)
        say_approval(denied, reader, as_json=as_json)

    def rollback(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        workload: Workload,
        reason: Reason,
        revision: Annotated[int, typer.Option(min=0, help="option.revision")] = 0,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        key: Key = "",
        as_json: AsJson = False,
    ) -> None:
        """Roll a workload back by the guarded ladder; shows the exact patch and asks first.

        Example: zhiban rollback cls-1/payments/checkout --reason 'errors since 14:05' --as u_mei
        """
        target = self._target(workload)
        requested = RepairRequest(
            target=target, action=RepairName.ROLLBACK, reason=reason, revision=revision, key=key
        )
        self._repaired(requested, person, dry_run=dry_run, yes=yes, as_json=as_json)

    def restart(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        workload: Workload,
        reason: Reason,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        key: Key = "",
        as_json: AsJson = False,
    ) -> None:
        """Restart the pods of a workload one after the other, and do nothing beyond that.

        Example: zhiban cluster restart cls-1/payments/checkout --reason 'stuck' --as u_mei
        """
        requested = RepairRequest(
            target=self._target(workload), action=RepairName.RESTART, reason=reason, key=key
        )
        self._repaired(requested, person, dry_run=dry_run, yes=yes, as_json=as_json)

    def scale(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        workload: Workload,
        replicas: Annotated[int, typer.Option(min=1, max=MOST_REPLICAS, help="option.replicas")],
        reason: Reason,
        person: As = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        key: Key = "",
        as_json: AsJson = False,
    ) -> None:
        """Change how many pods a workload has, within policy's bounds.

        Example: zhiban cluster scale cls-1/payments/checkout --replicas 5 --reason 'sale'
        """
        target = self._target(workload)
        requested = RepairRequest(
            target=target, action=RepairName.SCALE, reason=reason, replicas=replicas, key=key
        )
        self._repaired(requested, person, dry_run=dry_run, yes=yes, as_json=as_json)

    def _repaired(
        self,
        requested: RepairRequest,
        person: str | None,
        *,
        dry_run: bool,
        yes: bool,
        as_json: bool,
    ) -> None:
        preview, reader = self._asked(requested, person)
        if dry_run or not preview.outcome.goes_on:
            say_repair(preview, reader, as_json=as_json)
            if dry_run:
                return
            raise typer.Exit(ExitCode.REFUSED)
        if not yes:
            note(f"{preview.preview}\n{preview.will}")
            target = Called(str(preview.target))
            agreed(message("repair.do", action=preview.action, target=target), reader.text)
        meant = replace(requested, dry_run=False, confirm=preview.confirm)
        begun, reader = self._asked(meant, person)
        say_repair(begun, reader, as_json=as_json)

    def _target(self, words: str) -> WorkloadRef:
        async def read(_services: Services) -> WorkloadRef:
            return workload_of(words)

        try:
            return workload_of(words)
        except InvalidRequest:  # said once it is known in which language
            return self.terminal.ask(read)

    def _asked(
        self, requested: RepairRequest, person: str | None
    ) -> tuple[RequestedRepair, Localizer]:
        async def asked(services: Services) -> tuple[RequestedRepair, Localizer]:
            by = await acting(self.terminal, services, person)
            reader = await localizer_of(self.terminal, services, person)
            return await services.incidents.request(by=by, requested=requested), reader

        return self.terminal.ask(asked)
