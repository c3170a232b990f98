"""`zhiban weights …`: what the parts of a score count, and how that changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from application.desks import Desks
from application.incidents.weight_words import (
    nothing_proposed,
    proposal_said,
    shares_said,
    weights_said,
)
from application.ports.incidents.weights import KeptProposal
from cli.asking import acting, agreed
from cli.incidents.words import ENGLISH
from cli.options import As, AsJson, Reason, Yes
from cli.output import note, one_line, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.time_words import in_zone, parse_moment
from domain.incidents.weights import LEAST, MOST, Weights

ProposalId = Annotated[
    str, typer.Argument(metavar="PROPOSAL", help="Its id, w_…; see 'zhiban weights proposals'.")
]
Impact = Annotated[float, typer.Option(min=LEAST, max=MOST, help="What is hit, and how many.")]
Severity = Annotated[float, typer.Option(min=LEAST, max=MOST, help="How bad it is there.")]
Importance = Annotated[float, typer.Option(min=LEAST, max=MOST, help="What the service is worth.")]
Urgency = Annotated[float, typer.Option(min=LEAST, max=MOST, help="The hour of the day.")]


@dataclass(frozen=True)
class WeightCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def show(self, *, as_json: AsJson = False) -> None:
        """Say what the parts of a score count now, and since when.

        Example: zhiban weights show
        """
        by = self.terminal.operator

        async def asked(desks: Desks) -> None:
            weights = await desks.weights.current(by=by)
            _say_weights(weights, await self.terminal.zone_of(desks, None), as_json=as_json)

        self.terminal.ask(asked)

    def history(self, *, as_json: AsJson = False) -> None:
        """List every version that was ever kept, newest first, with who put it in force and why.

        Example: zhiban weights history
        """
        by = self.terminal.operator

        async def asked(desks: Desks) -> None:
            found = (await desks.weights.history(by=by))[::-1]
            if as_json:
                say_json(found)
                return
            zone = await self.terminal.zone_of(desks, None)
            rows = [
                (
                    each.weights.version,
                    shares_said(each.weights.shares, ENGLISH),
                    in_zone(each.weights.effective_at, zone),
                    each.by,
                    each.reason,
                    each.proposal,
                )
                for each in found
            ]
            say_table(("version", "shares", "in force from", "by", "reason", "proposal"), rows)
            note("Before all of them: 'published'.")

        self.terminal.ask(asked)

    def proposals(self, *, as_json: AsJson = False) -> None:
        """List what was proposed and what became of it, newest first.

        Example: zhiban weights proposals
        """
        by = self.terminal.operator
        found = self.terminal.ask(lambda desks: desks.weights.proposals(by=by))
        if as_json:
            say_json(found)
            return
        for each in found:
            say(one_line(f"{each.id}: {proposal_said(each, ENGLISH)}"))
        if not found:
            note("Nothing was ever proposed.")

    def learn(self, *, person: As = None, as_json: AsJson = False) -> None:
        """Look now, and not at night, whether what became of repairs shows better weights.

        Example: zhiban weights learn
        """

        async def asked(desks: Desks) -> KeptProposal | None:
            return await desks.weights.learn_now(by=await acting(self.terminal, desks, person))

        proposed = self.terminal.ask(asked)
        if proposed is None and not as_json:
            say(nothing_proposed(ENGLISH))
        else:
            _say_proposal(proposed, as_json=as_json)

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

        async def seen(desks: Desks) -> KeptProposal:
            return await desks.weights.proposal(by=self.terminal.operator, proposal_id=proposal)

        if not yes:
            note(one_line(proposal_said(self.terminal.ask(seen), ENGLISH)))
            agreed("Put these weights in force?")

        async def answered(desks: Desks) -> None:
            by = await acting(self.terminal, desks, person)
            made = await desks.weights.approve(by=by, proposal_id=proposal, reason=reason)
            _say_weights(made, await self.terminal.zone_of(desks, person), as_json=as_json)

        self.terminal.ask(answered)

    def refuse(
        self, *, proposal: ProposalId, reason: Reason, person: As = None, as_json: AsJson = False
    ) -> None:
        """Refuse proposed weights; those in force stay.

        Example: zhiban weights refuse w_abcdefghijklmnopqrstuvwxyz --reason 'too few nights'
        """

        async def answered(desks: Desks) -> KeptProposal:
            by = await acting(self.terminal, desks, person)
            return await desks.weights.refuse(by=by, proposal_id=proposal, reason=reason)

        _say_proposal(self.terminal.ask(answered), as_json=as_json)

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
            agreed(f"Put {shares_said(shares, ENGLISH)} in force?")

        async def asked(desks: Desks) -> None:
            by = await acting(self.terminal, desks, person)
            zone = await self.terminal.zone_of(desks, person)
            made = await desks.weights.set(
                by=by, shares=shares, reason=reason, effective_at=_from(start, desks, zone)
            )
            _say_weights(made, zone, as_json=as_json)

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

        async def seen(desks: Desks) -> Weights:
            return await desks.weights.version(by=self.terminal.operator, version=version)

        if not yes:
            agreed(f"Go back to {shares_said(self.terminal.ask(seen).shares, ENGLISH)}?")

        async def asked(desks: Desks) -> None:
            by = await acting(self.terminal, desks, person)
            made = await desks.weights.revert(by=by, version=version, reason=reason)
            _say_weights(made, await self.terminal.zone_of(desks, person), as_json=as_json)

        self.terminal.ask(asked)


def _from(start: str, desks: Desks, zone: str) -> datetime:
    return parse_moment(start, now=desks.weights.clock.now(), zone=zone, field="--start")


def _say_weights(weights: Weights, zone: str, *, as_json: bool) -> None:
    if as_json:
        say_json(weights)
    else:
        say(one_line(weights_said(weights, zone, ENGLISH)))


def _say_proposal(kept: KeptProposal | None, *, as_json: bool) -> None:
    if as_json or kept is None:
        say_json(kept)
    else:
        say(one_line(f"{kept.id}: {proposal_said(kept, ENGLISH)}"))
