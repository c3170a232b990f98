"""Tools about the policy, the audit and the numbers; none of them changes anything."""

from dataclasses import dataclass
from typing import Annotated

from mcp_types import CallToolResult
from pydantic import Field

from application.briefings.readers import reader_of
from application.common.wording import Localizer
from application.incidents.control_views import (
    check_view,
    judged_view,
    policy_view,
)
from application.services import Services
from domain.people.access import Actor
from mcp_server.identity import Identity
from mcp_server.incidents.control_words import (
    audit_checked,
    back_tested,
    metrics_shown,
    policy_judged,
    policy_shown,
)
from mcp_server.incidents.results import (
    AuditChecked,
    BackTested,
    MetricsShown,
    PolicyJudged,
    PolicyShown,
)
from mcp_server.parameters import End, Start

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

    services: Services
    identity: Identity

    async def show_policy(self) -> Annotated[CallToolResult, PolicyShown]:
        """Say what Zhiban may do where: modes, hours, ladder, limits, who is on call.

        Use when the person asks what it would do by itself. For one incident use explain_incident;
        whether writing is on at all says get_kill_switch. Fails when the token may not read
        policies.
        """
        by = self.identity.actor()
        policy = await self.services.policies.show(by=by)
        reader = await self._reader(by)
        return policy_shown(policy_view(policy, reader), reader, sandbox=self.services.sandbox)

    async def validate_policy(self, policy: PolicyText) -> Annotated[CallToolResult, PolicyJudged]:
        """Say whether a policy file could be used, with every mistake, and what it would mean.

        Use when the person writes or changes a policy. It changes nothing: the operators put the
        file in place. For the one in force use show_policy. Fails when the text is too long.
        """
        by = self.identity.actor()
        judged = self.services.policies.validate(by=by, text=policy)
        reader = await self._reader(by)
        return policy_judged(judged_view(judged, reader), reader, sandbox=self.services.sandbox)

    async def back_test_policy(
        self,
        policy: PolicyText,
        start: Annotated[
            str,
            Field(
                description="Only incidents opened since then, e.g. '-30d', '2026-11-01'.",
                min_length=1,
                max_length=40,
            ),
        ] = "-30d",
        limit: Annotated[
            int, Field(description="The newest incidents to look at, 1 to 1,000.", ge=1, le=1_000)
        ] = 200,
    ) -> Annotated[CallToolResult, BackTested]:
        """Say what a policy would have done differently in incidents that are over.

        Use before a policy is put in place. Where it leaves the record it says so. To check only
        the file use validate_policy. It changes nothing. Fails when the file could not be used.
        """
        by = self.identity.actor()
        reader = await self._reader(by)
        now = self.services.logs.clock.now()
        found = await self.services.policies.back_test(
            by=by,
            text=policy,
            since=self.services.times.moment(start, now=now, zone=reader.zone, field="start"),
            limit=limit,
        )
        return back_tested(found, reader, sandbox=self.services.sandbox)

    async def get_incident_metrics(
        self, start: Start = "-7d", end: End = "now"
    ) -> Annotated[CallToolResult, MetricsShown]:
        """Count how incidents went: how fast, how many fixed, what came back, by action.

        Use when the person asks how well repairs work. For single incidents use list_incidents.
        Fails when the period is longer than 400 days.
        """
        by = self.identity.actor()
        reader = await self._reader(by)
        now = self.services.logs.clock.now()
        metrics = await self.services.incident_metrics.metrics(
            by=by,
            since=self.services.times.moment(start, now=now, zone=reader.zone, field="start"),
            until=self.services.times.moment(end, now=now, zone=reader.zone, field="end"),
            zone=reader.zone,
        )
        return metrics_shown(metrics, reader, sandbox=self.services.sandbox)

    async def verify_audit(self) -> Annotated[CallToolResult, AuditChecked]:
        """Check that no row of the audit was changed, deleted, moved or cut off.

        Use when the person asks whether the record can be trusted. For what happened to one
        incident use get_incident_timeline. Fails when the token may not read the audit.
        """
        by = self.identity.actor()
        check = await self.services.audit.verify(by=by)
        reader = await self._reader(by)
        return audit_checked(check_view(check, reader), reader, sandbox=self.services.sandbox)

    async def _reader(self, by: Actor) -> Localizer:
        """Return the caller's language, and where their wall clock hangs."""
        return Localizer(self.services.words, await reader_of(self.services.briefings, by=by))
