"""`zhiban weights …`: what the parts of a score count, and how that changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from application.common.wording import Localizer
from application.incidents.weight_views import (
    ProposalView,
    VersionView,
    WeightsView,
    learnt_view,
    proposal_view,
    shares_said,
    version_view,
    weights_view,
)
from application.services import Services
from cli.asking import acting, agreed
from cli.incidents.words import localizer_of
from cli.options import As, AsJson, Reason, Yes
from cli.output import clock, note, one_line, say, say_json, say_table, say_told
from cli.terminal import Terminal
from domain.common.messages import Called, message
from domain.incidents.weights import LEAST, MOST, Weights

ProposalId = Annotated[str, typer.Argument(metavar="PROPOSAL", help="option.proposal_id")]
Impact = Annotated[float, typer.Option(min=LEAST, max=MOST, help="option.impact")]
Severity = Annotated[float, typer.Option(min=LEAST, max=MOST, help="option.severity")]
Importance = Annotated[float, typer.Option(min=LEAST, max=MOST, help="option.importance")]
Urgency = Annotated[float, typer.Option(min=LEAST, max=MOST, help="option.urgency")]

WEIGHTS = "/api/v1/weights"
_COLUMNS = (
    message("weights.column_version"),
    message("weights.column_shares"),
    message("weights.column_since"),
    message("weights.column_by"),
    message("weights.column_reason"),
    message("weights.column_proposal"),
)


@dataclass(frozen=True)
class WeightCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def show(self, *, as_json: AsJson = False) -> None:
        """Say what the parts of a score count now, and since when.

        Example: zhiban weights show
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> WeightsView:
            return weights_view(await services.weights.current(by=by), reader)

        weights, _ = self.terminal.read(WeightsView, WEIGHTS, asked)
        say_told(weights, weights.said, as_json=as_json)

    def history(self, *, as_json: AsJson = False) -> None:
        """List every version that was ever kept, newest first, with who put it in force and why.

        Example: zhiban weights history
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> list[VersionView]:
            kept = await services.weights.history(by=by)
            return [version_view(each, reader) for each in kept[::-1]]

        found, reader = self.terminal.read(list[VersionView], f"{WEIGHTS}/history", asked)
        if as_json:
            say_json(found)
            return
        rows = [
            (
                each.version,
                reader.text(each.shares.said),
                clock(each.effective_at, reader.zone),
                each.by,
                each.reason,
                each.proposal,
            )
            for each in found
        ]
        say_table([reader.text(each) for each in _COLUMNS], rows)
        note(reader.text(message("weights.before_all", first=Called("published"))))

    def proposals(self, *, as_json: AsJson = False) -> None:
        """List what was proposed and what became of it, newest first.

        Example: zhiban weights proposals
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> list[ProposalView]:
            kept = await services.weights.proposals(by=by)
            return [proposal_view(each, reader) for each in kept]

        found, reader = self.terminal.read(list[ProposalView], f"{WEIGHTS}/proposals", asked)
        if as_json:
            say_json(found)
            return
        for each in found:
            say(one_line(f"{each.id}: {each.said}"))
        if not found:
            note(reader.text(message("weights.none_proposed")))

    def learn(self, *, person: As = None, as_json: AsJson = False) -> None:
        """Look now, and not at night, whether what became of repairs shows better weights.

        Example: zhiban weights learn
        """

        async def asked(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            proposed = await services.weights.learn_now(by=by)
            learnt = learnt_view(proposed, await localizer_of(self.terminal, services))
            name = f"{learnt.proposal.id}: " if learnt.proposal else ""
            say_told(learnt, f"{name}{learnt.said}", as_json=as_json)

        self.terminal.ask(asked)

    def approve(
        self,
        *,
        proposal: ProposalId,
        reason: Reason,
        person: As = None,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Put proposed weights in force from now on; shows them and asks first, unless --yes.

        Example: zhiban weights approve w_abcdefghijklmnopqrstuvwxyz --reason 'it fits' --as u_mei
        """

        async def seen(services: Services) -> tuple[ProposalView, Localizer]:
            found = await services.weights.proposal(by=self.terminal.operator, proposal_id=proposal)
            reader = await localizer_of(self.terminal, services)
            return proposal_view(found, reader), reader

        if not yes:
            view, reader = self.terminal.ask(seen)
            note(one_line(view.said))
            agreed(message("weights.put_in_force", shares=view.shares.said), reader.text)

        async def answered(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            made = await services.weights.approve(by=by, proposal_id=proposal, reason=reason)
            _say(made, await localizer_of(self.terminal, services, person), as_json=as_json)

        self.terminal.ask(answered)

    def refuse(
        self, *, proposal: ProposalId, reason: Reason, person: As = None, as_json: AsJson = False
    ) -> None:
        """Refuse proposed weights; those in force stay.

        Example: zhiban weights refuse w_abcdefghijklmnopqrstuvwxyz --reason 'too few nights'
        """

        async def answered(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            refused = await services.weights.refuse(by=by, proposal_id=proposal, reason=reason)
            reader = await localizer_of(self.terminal, services, person)
            view = proposal_view(refused, reader)
            say_told(view, f"{view.id}: {view.said}", as_json=as_json)

        self.terminal.ask(answered)

    def write(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        impact: Impact,
        severity: Severity,
        importance: Importance,
        urgency: Urgency,
        reason: Reason,
        start: Annotated[str, typer.Option("--start", "-s", help="option.not_before")] = "now",
        person: As = None,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Write weights oneself; the four add up to 1. Asks first, unless --yes.

        Example: zhiban weights set --impact .4 --severity .3 --importance .2 --urgency .1 -r why
        """
        shares = (impact, severity, importance, urgency)
        if not yes:
            reader = self.terminal.ask(
                lambda services: localizer_of(self.terminal, services, person)
            )
            agreed(message("weights.put_in_force", shares=shares_said(shares)), reader.text)

        async def asked(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            reader = await localizer_of(self.terminal, services, person)
            begins = _from(start, services, reader.zone)
            made = await services.weights.set(
                by=by, shares=shares, reason=reason, effective_at=begins
            )
            _say(made, reader, as_json=as_json)

        self.terminal.ask(asked)

    def revert(
        self,
        *,
        version: Annotated[str, typer.Argument(help="option.version")],
        reason: Reason,
        person: As = None,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        """Go back to the shares of an earlier version; asks first, unless --yes.

        Example: zhiban weights revert published --reason 'the last step was none'
        """

        async def seen(services: Services) -> tuple[Weights, Localizer]:
            found = await services.weights.version(by=self.terminal.operator, version=version)
            return found, await localizer_of(self.terminal, services, person)

        if not yes:
            wanted, reader = self.terminal.ask(seen)
            agreed(message("weights.go_back", shares=shares_said(wanted.shares)), reader.text)

        async def asked(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            made = await services.weights.revert(by=by, version=version, reason=reason)
            _say(made, await localizer_of(self.terminal, services, person), as_json=as_json)

        self.terminal.ask(asked)


def _from(start: str, services: Services, zone: str) -> datetime:
    now = services.weights.clock.now()
    return services.times.moment(start, now=now, zone=zone, field="--start")


def _say(weights: Weights, reader: Localizer, *, as_json: bool) -> None:
    view = weights_view(weights, reader)
    say_told(view, view.said, as_json=as_json)
