"""Tools about the policy and the audit, as an agent sees them; none of them changes anything."""

from dataclasses import dataclass
from typing import Annotated

from mcp_types import CallToolResult
from pydantic import Field

from application.desks import Desks
from mcp_server.control_words import audit_checked, policy_judged, policy_shown
from mcp_server.identity import Identity
from mcp_server.incident_results import AuditChecked, PolicyJudged, PolicyShown

PolicyText = Annotated[
    str,
    Field(
        description="The whole policy file, as TOML; docs/policy.example.toml shows one.",
        min_length=1,
        max_length=64 * 1024,
    ),
]


@dataclass(frozen=True)
class PolicyTools:
    """Each public method is one tool; its docstring is what the model reads."""

    desks: Desks
    identity: Identity

    async def show_policy(self) -> Annotated[CallToolResult, PolicyShown]:
        """Say what Zhiban may do where: modes, hours, ladder, limits, who is on call.

        Use when the person asks what it would do by itself. For one incident use explain_incident;
        whether writing is on at all says get_kill_switch. Fails when the token may not read
        policies.
        """
        by = self.identity.actor()
        policy = await self.desks.policies.show(by=by)
        language = (await self.desks.briefings.settings(by=by)).language
        return policy_shown(policy, language, sandbox=self.desks.sandbox)

    async def validate_policy(self, policy: PolicyText) -> Annotated[CallToolResult, PolicyJudged]:
        """Say whether a policy file could be used, with every mistake, and what it would mean.

        Use when the person writes or changes a policy. It changes nothing: the operators put the
        file in place. For the one in force use show_policy. Fails when the text is too long.
        """
        by = self.identity.actor()
        judged = self.desks.policies.validate(by=by, text=policy)
        language = (await self.desks.briefings.settings(by=by)).language
        return policy_judged(judged, language, sandbox=self.desks.sandbox)

    async def verify_audit(self) -> Annotated[CallToolResult, AuditChecked]:
        """Check that no row of the audit was changed, deleted, moved or cut off.

        Use when the person asks whether the record can be trusted. For what happened to one
        incident use get_incident_timeline. Fails when the token may not read the audit.
        """
        check = await self.desks.audit.verify(by=self.identity.actor())
        return audit_checked(check, sandbox=self.desks.sandbox)
