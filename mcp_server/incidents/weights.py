"""Tools about the weights of scores, as an agent sees them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult, InputRequiredResult
from pydantic import Field

from application.briefings.readers import reader_of
from application.common.wording import Localizer
from application.incidents.weight_views import (
    learnt_view,
    proposal_view,
    shares_said,
    version_view,
    weights_view,
)
from application.ports.incidents.weights import ProposalState
from application.services import Services
from domain.common.messages import message
from domain.incidents.weights import Weights
from domain.people.access import Actor, Permission, require
from mcp_server.asking import Consent, as_result, ask_person
from mcp_server.cursors import digest_of
from mcp_server.identity import Identity
from mcp_server.incidents.weight_words import (
    ScoreWeightsShown,
    WeightProposalsShown,
    WeightsAnswered,
    WeightsLearnt,
    score_weights_shown,
    weight_proposals_shown,
    weights_answered,
    weights_learnt,
)
from mcp_server.parameters import Confirm, Reason

ProposalId = Annotated[
    str,
    Field(
        description="Id of the proposal, as list_weight_proposals gives it.",
        pattern=r"^w_[a-z0-9]{26}$",
    ),
]


@dataclass(frozen=True)
class _Change:
    """Weights to be put in force.

    Attributes:
        known: all that the confirmation stands for, besides the weights in force.
        make: does it.
    """

    question: str
    known: tuple[str, ...]
    make: Callable[[], Awaitable[Weights]]


@dataclass(frozen=True)
class WeightTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def show_score_weights(self) -> Annotated[CallToolResult, ScoreWeightsShown]:
        """Say what the four parts of a score count now, since when, and every version before.

        Use when the person asks how scores are weighed or who changed that. Why one incident has
        its score says explain_incident; what was proposed list_weight_proposals. Fails when the
        token may not read policies.
        """
        by, reader = await self._asker()
        weights = weights_view(await self.services.weights.current(by=by), reader)
        kept = (await self.services.weights.history(by=by))[::-1]
        versions = [version_view(each, reader) for each in kept]
        return score_weights_shown(weights, versions, reader, sandbox=self.services.sandbox)

    async def list_weight_proposals(self) -> Annotated[CallToolResult, WeightProposalsShown]:
        """List proposed weights, newest first, each with what it follows from and its answer.

        Use before answer_weight_proposal. For those in force use show_score_weights. Fails when
        the token may not read policies.
        """
        by, reader = await self._asker()
        kept = await self.services.weights.proposals(by=by)
        found = [proposal_view(each, reader) for each in kept]
        return weight_proposals_shown(found, reader, sandbox=self.services.sandbox)

    async def propose_weights(self) -> Annotated[CallToolResult, WeightsLearnt]:
        """Look now, and not at night, whether what became of repairs shows better weights.

        Use when the person wants weights to learn. It proposes at most one small step, which
        answer_weight_proposal puts in force, unless the operators let that happen by itself. Fails
        when the person is no admin.
        """
        by, reader = await self._asker()
        learnt = learnt_view(await self.services.weights.learn_now(by=by), reader)
        return weights_learnt(learnt, reader, sandbox=self.services.sandbox)

    async def answer_weight_proposal(
        self,
        *,
        proposal_id: ProposalId,
        answer: Annotated[
            Literal["approve", "refuse"],
            Field(description="approve puts them in force; refuse leaves all as it is."),
        ],
        reason: Reason,
        confirm: Confirm = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, WeightsAnswered]:
        """Put proposed weights in force, or refuse them, for the person whose token this is.

        Use when the person, having seen list_weight_proposals, says which. Refusing is done at
        once; approving asks them first, or takes a second call with confirm. To go back later use
        revert_weights. Fails when it was answered, or other weights are in force by now.
        """
        by, reader = await self._asker()
        require(by, Permission.CHANGE_WEIGHTS)
        service = self.services.weights
        kept = await service.proposal(by=by, proposal_id=proposal_id)
        if answer == "refuse" or kept.state is not ProposalState.OPEN:
            # What was answered already is refused by the service, in its words.
            settle = service.refuse if answer == "refuse" else service.approve
            await settle(by=by, proposal_id=proposal_id, reason=reason)
            weights = weights_view(await service.current(by=by), reader)
            return weights_answered(weights, reader, done=True, sandbox=self.services.sandbox)
        change = _Change(
            reader.text(message("weights.put_in_force", shares=shares_said(kept.proposal.shares))),
            ("approve", kept.id),
            lambda: service.approve(by=by, proposal_id=proposal_id, reason=reason),
        )
        return await self._confirmed(ctx, change, by, reader, confirm=confirm)

    async def revert_weights(
        self,
        *,
        version: Annotated[
            str,
            Field(
                description="Version to go back to, as show_score_weights gives it; 'published' "
                "for those Zhiban came with.",
                min_length=1,
                max_length=64,
            ),
        ],
        reason: Reason,
        confirm: Confirm = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, WeightsAnswered]:
        """Go back to the weights of an earlier version; scores that were made stay as they are.

        Use when the person wants a change taken back; show_score_weights lists the versions. Asks
        them first, or takes a second call with confirm. Fails when there never was that version.
        """
        by, reader = await self._asker()
        require(by, Permission.CHANGE_WEIGHTS)
        service = self.services.weights
        wanted = await service.version(by=by, version=version)
        change = _Change(
            reader.text(message("weights.go_back", shares=shares_said(wanted.shares))),
            ("revert", version),
            lambda: service.revert(by=by, version=version, reason=reason),
        )
        return await self._confirmed(ctx, change, by, reader, confirm=confirm)

    async def _confirmed(
        self,
        ctx: Context[Any, Any],
        change: _Change,
        by: Actor,
        reader: Localizer,
        *,
        confirm: str,
    ) -> CallToolResult:
        """Do it when the person said yes, or the call carries what the first one returned."""
        now = await self.services.weights.current(by=by)
        token = digest_of(*change.known, by.person_id, now.version)
        consent = Consent.YES if confirm == token else Consent.NOT_ASKED
        if not confirm:
            asked = await ask_person(ctx, change.question, state=token)
            if isinstance(asked, InputRequiredResult):
                return as_result(asked)
            consent = asked
        sandbox = self.services.sandbox
        if consent is Consent.YES:
            made = weights_view(await change.make(), reader)
            return weights_answered(made, reader, done=True, sandbox=sandbox)
        return weights_answered(
            weights_view(now, reader),
            reader,
            done=False,
            would=change.question,
            confirm="" if consent is Consent.NO else token,
            sandbox=sandbox,
        )

    async def _asker(self) -> tuple[Actor, Localizer]:
        """Return who calls, and what puts messages into their words."""
        by = self.identity.actor()
        return by, Localizer(self.services.words, await reader_of(self.services.briefings, by=by))
