"""Tools about the policy, the audit and the numbers; none of them changes anything."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from mcp_types import CallToolResult
from pydantic import Field

from application.briefings.readers import reader_of
from application.common.wording import Localizer
from application.incidents.audit_views import audit_page_view, check_view
from application.incidents.control_views import judged_view, policy_view
from application.ports.incidents.audit import AuditFilter
from application.services import Services
from domain.analytics.policy_changes import LONGEST_ID
from domain.common.errors import InvalidRequest
from domain.common.messages import one_of
from domain.incidents.audit.decisions import AuditAction, AuditDecision
from domain.people.access import Actor
from mcp_server.cursors import Place, digest_of, read_cursor
from mcp_server.identity import Identity
from mcp_server.incidents.control_words import (
    audit_checked,
    audit_listed,
    back_tested,
    policy_judged,
    policy_shown,
)
from mcp_server.incidents.results import (
    AuditChecked,
    AuditRowsShown,
    BackTested,
    PolicyJudged,
    PolicyShown,
)
from mcp_server.parameters import Cursor, Limit

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
        policy: Annotated[
            str,
            Field(description="The whole file, as TOML; or give suggestion.", max_length=65_536),
        ] = "",
        suggestion: Annotated[
            str,
            Field(
                description="Id of a suggestion of get_incident_metrics, tried in today's policy.",
                max_length=LONGEST_ID,
            ),
        ] = "",
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
        """Say what a policy or a suggestion would have done differently in incidents that are over.

        Use before a policy is put in place. Where it leaves the record it says so. To check only
        the file use validate_policy. It changes nothing. Fails when the file could not be used.
        """
        by = self.identity.actor()
        reader = await self._reader(by)
        now = self.services.logs.clock.now()
        found = await self.services.effect.back_test(
            by=by,
            policy=policy,
            suggestion=suggestion,
            since=self.services.times.moment(start, now=now, zone=reader.zone, field="start"),
            limit=limit,
        )
        return back_tested(found, reader, sandbox=self.services.sandbox)

    async def list_audit_rows(  # noqa: PLR0913 - each by name
        self,
        *,
        actor: Annotated[
            str,
            Field(
                description="Id of a person, with what was done on their behalf; zhiban: what "
                "nobody asked for; empty: all.",
                max_length=100,
            ),
        ] = "",
        subject: Annotated[
            str, Field(description="Id of an incident, edit or control.", max_length=300)
        ] = "",
        target: Annotated[
            str,
            Field(description="cluster/namespace/kind/name, or its beginning.", max_length=600),
        ] = "",
        decision: Annotated[
            Literal[
                "",
                "asked",
                "approved",
                "denied",
                "lapsed",
                "intended",
                "written",
                "stopped",
                "failed",
                "changed",
                "noted",
            ],
            Field(description="What was decided, or came of it."),
        ] = "",
        action: Annotated[
            str, Field(description="E.g. control.kill_switch; empty: all.", max_length=40)
        ] = "",
        start: Annotated[str, Field(description="As for logs; empty: all.", max_length=40)] = "",
        end: Annotated[str, Field(description="As for logs; empty: now.", max_length=40)] = "",
        limit: Limit = 20,
        cursor: Cursor = "",
    ) -> Annotated[CallToolResult, AuditRowsShown]:
        """List who wrote and decided what, why and when, newest first.

        Use when the person asks who changed, approved, denied or stopped something. For the story
        of one incident use get_incident_timeline. Fails when the token may not read the audit.
        """
        by = self.identity.actor()
        reader = await self._reader(by)
        request = digest_of("audit", actor, subject, target, decision, action, start, end, limit)
        place = read_cursor(cursor, request=request) or Place(
            request,
            start=self._written(start, reader.zone, "start"),
            end=self._written(end, reader.zone, "end"),
        )
        which = AuditFilter(
            actor=actor,
            subject=subject,
            target=target,
            action=_action(action),
            decision=AuditDecision(decision) if decision else None,
            since=datetime.fromisoformat(place.start) if place.start else None,
            until=datetime.fromisoformat(place.end) if place.end else None,
        )
        before = int(place.page or 0)
        page = await self.services.audit.list(by=by, which=which, before=before, limit=limit)
        view = audit_page_view(page, reader)
        return audit_listed(view, place, reader, sandbox=self.services.sandbox)

    async def verify_audit(self) -> Annotated[CallToolResult, AuditChecked]:
        """Check that no row of the audit was changed, deleted, moved or cut off.

        Use when the person asks whether the record can be trusted. For what happened to one
        incident use get_incident_timeline. Fails when the token may not read the audit.
        """
        by = self.identity.actor()
        check = await self.services.audit.verify(by=by)
        reader = await self._reader(by)
        return audit_checked(check_view(check, reader), reader, sandbox=self.services.sandbox)

    def _written(self, moment: str, zone: str, field: str) -> str:
        """Return a moment as the cursor keeps it; empty for none."""
        if not moment:
            return ""
        now = self.services.logs.clock.now()
        return self.services.times.moment(moment, now=now, zone=zone, field=field).isoformat()

    async def _reader(self, by: Actor) -> Localizer:
        """Return the caller's language, and where their wall clock hangs."""
        return Localizer(self.services.words, await reader_of(self.services.briefings, by=by))


def _action(word: str) -> AuditAction | None:
    if not word:
        return None
    try:
        return AuditAction(word)
    except ValueError:
        raise InvalidRequest("action", one_of(AuditAction)) from None
