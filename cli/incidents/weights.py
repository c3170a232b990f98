"""`zhiban weights …`: what the parts of a score count, and how that changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from application.common.wording import Localizer
from application.incidents.weight_words import (
    NOTHING_NEW,
    proposal_said,
    shares_said,
    weights_said,
)
from application.ports.incidents.weights import KeptProposal
from application.services import Services
from cli.asking import acting, agreed
from cli.incidents.words import localizer_of
from cli.options import As, AsJson, Reason, Yes
from cli.output import note, one_line, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import Called, Message, message
from domain.common.time_words import in_zone
from domain.incidents.weights import LEAST, MOST, Weights

ProposalId = Annotated[
    str, typer.Argument(metavar="PROPOSAL", help="Its id, w_…; see 'zhiban weights proposals'.")
]
Impact = Annotated[float, typer.Option(min=LEAST, max=MOST, help="What is hit, and how many.")]
Severity = Annotated[float, typer.Option(min=LEAST, max=MOST, help="How bad it is there.")]
Importance = Annotated[float, typer.Option(min=LEAST, max=MOST, help="What the service is worth.")]
Urgency = Annotated[float, typer.Option(min=LEAST, max=MOST, help="The hour of the day.")]

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
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def show(self, *, as_json: AsJson = False) -> None:
        """Say what the parts of a score count now, and since when.

        Example: zhiban weights show
        """
        by = self.terminal.operator

        async def asked(services: Services) -> None:
            weights = await services.weights.current(by=by)
            _say_weights(weights, await localizer_of(self.terminal, services), as_json=as_json)

        self.terminal.ask(asked)

    def history(self, *, as_json: AsJson = False) -> None:
        """List every version that was ever kept, newest first, with who put it in force and why.

        Example: zhiban weights history
        """
        by = self.terminal.operator

        async def asked(services: Services) -> None:
            found = (await services.weights.history(by=by))[::-1]
            if as_json:
                say_json(found)
                return
            reader = await localizer_of(self.terminal, services)
            rows = [
                (
                    each.weights.version,
                    reader.text(shares_said(each.weights.shares)),
                    in_zone(each.weights.effective_at, reader.zone),
                    each.by,
                    each.reason,
                    each.proposal,
                )
                for each in found
            ]
            say_table([reader.text(each) for each in _COLUMNS], rows)
            note(reader.text(message("weights.before_all", first=Called("published"))))

        self.terminal.ask(asked)

    def proposals(self, *, as_json: AsJson = False) -> None:
        """List what was proposed and what became of it, newest first.

        Example: zhiban weights proposals
        """
        by = self.terminal.operator

        async def asked(services: Services) -> None:
            found = await services.weights.proposals(by=by)
            if as_json:
                say_json(found)
                return
            reader = await localizer_of(self.terminal, services)
            for each in found:
                _say_proposal(each, reader, as_json=False)
            if not found:
                note(reader.text(message("weights.none_proposed")))

        self.terminal.ask(asked)

    def learn(self, *, person: As = None, as_json: AsJson = False) -> None:
        """Look now, and not at night, whether what became of repairs shows better weights.

        Example: zhiban weights learn
        """

        async def asked(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            proposed = await services.weights.learn_now(by=by)
            reader = await localizer_of(self.terminal, services)
            if proposed is None and not as_json:
                say(reader.text(NOTHING_NEW))
            else:
                _say_proposal(proposed, reader, as_json=as_json)

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

        async def seen(services: Services) -> tuple[KeptProposal, Localizer]:
            found = await services.weights.proposal(by=self.terminal.operator, proposal_id=proposal)
            return found, await localizer_of(self.terminal, services)

        if not yes:
            kept, reader = self.terminal.ask(seen)
            note(one_line(reader.text(proposal_said(kept))))
            _agree(
                message("weights.put_in_force", shares=shares_said(kept.proposal.shares)), reader
            )

        async def answered(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            made = await services.weights.approve(by=by, proposal_id=proposal, reason=reason)
            _say_weights(made, await localizer_of(self.terminal, services, person), as_json=as_json)

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
            _say_proposal(refused, reader, as_json=as_json)

        self.terminal.ask(answered)

    def write(  # noqa: PLR0913 - one option per parameter
        self,
        *,
        impact: Impact,
        severity: Severity,
        importance: Importance,
        urgency: Urgency,
        reason: Reason,
        start: Annotated[
            str, typer.Option("--start", "-s", help="From when, e.g. 'tomorrow 08:00'; never past.")
        ] = "now",
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
            _agree(message("weights.put_in_force", shares=shares_said(shares)), reader)

        async def asked(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            reader = await localizer_of(self.terminal, services, person)
            begins = _from(start, services, reader.zone)
            made = await services.weights.set(
                by=by, shares=shares, reason=reason, effective_at=begins
            )
            _say_weights(made, reader, as_json=as_json)

        self.terminal.ask(asked)

    def revert(
        self,
        *,
        version: Annotated[
            str, typer.Argument(help="As 'history' names it, or 'published' for ours.")
        ],
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
            _agree(message("weights.go_back", shares=shares_said(wanted.shares)), reader)

        async def asked(services: Services) -> None:
            by = await acting(self.terminal, services, person)
            made = await services.weights.revert(by=by, version=version, reason=reason)
            _say_weights(made, await localizer_of(self.terminal, services, person), as_json=as_json)

        self.terminal.ask(asked)


def _from(start: str, services: Services, zone: str) -> datetime:
    now = services.weights.clock.now()
    return services.times.moment(start, now=now, zone=zone, field="--start")


def _agree(question: Message, reader: Localizer) -> None:
    agreed(question, reader.text)


def _say_weights(weights: Weights, reader: Localizer, *, as_json: bool) -> None:
    if as_json:
        say_json(weights)
    else:
        say(one_line(reader.text(weights_said(weights))))


def _say_proposal(kept: KeptProposal | None, reader: Localizer, *, as_json: bool) -> None:
    if as_json or kept is None:
        say_json(kept)
    else:
        say(one_line(f"{kept.id}: {reader.text(proposal_said(kept))}"))
