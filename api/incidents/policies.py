"""The policy and the audit: to be read, and checked (RBK-7, RBK-13)."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.access import Asker, ServicesHere
from api.incidents.control_bodies import BackTestIn, PolicyIn
from api.openapi import problems
from api.readers import Localized
from api.strict import Moment, limit_up_to
from application.incidents.audit import LAST, MOST_LISTED
from application.incidents.audit_views import (
    AuditCheckView,
    AuditPageView,
    audit_page_view,
    check_view,
)
from application.incidents.control_views import (
    PolicyJudgedView,
    PolicyView,
    judged_view,
    policy_view,
)
from application.ports.incidents.audit import AuditFilter
from domain.incidents.audit.decisions import AuditAction, AuditDecision
from domain.incidents.back_testing import BackTest

router = APIRouter(prefix="/api/v1/policies", tags=["policies"])
audit = APIRouter(prefix="/api/v1/audit", tags=["audit"])

JSON_LINES = "application/jsonl"


@router.get("/current", summary="Show the policy")
async def show_policy(services: ServicesHere, by: Asker, reader: Localized) -> PolicyView:
    """Return what Zhiban may do where, as sentences and field by field."""
    return policy_view(await services.policies.show(by=by), reader)


@router.get("/schema", summary="Get the schema of policy files")
async def get_policy_schema(services: ServicesHere, by: Asker) -> dict[str, Any]:
    """Return the JSON Schema of policy files, for editors."""
    return services.policies.schema(by=by)


@router.post("/validate", summary="Check a policy file", responses=problems(413))
async def validate_policy(
    services: ServicesHere, by: Asker, reader: Localized, body: PolicyIn
) -> PolicyJudgedView:
    """Say whether a file could be used, with every mistake; keeps nothing."""
    return judged_view(services.policies.validate(by=by, text=body.policy), reader)


@router.post("/back-test", summary="Try a policy on what was", responses=problems(413))
async def back_test_policy(services: ServicesHere, by: Asker, body: BackTestIn) -> BackTest:
    """Say what a policy would have done differently in incidents that are over; keeps nothing."""
    return await services.effect.back_test(
        by=by,
        policy=body.policy,
        suggestion=body.suggestion,
        since=body.since,
        limit=body.limit,
    )


@audit.get("", summary="Browse the audit")
async def list_audit_rows(  # noqa: PLR0913 - one argument per query parameter
    *,
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    actor: Annotated[
        str,
        Query(max_length=100, description="A person's id; `zhiban`: what nobody asked for."),
    ] = "",
    subject: Annotated[
        str, Query(max_length=300, description="An incident, an edit, a control, by id.")
    ] = "",
    target: Annotated[
        str, Query(max_length=600, description="`cluster/namespace/kind/name`, or its beginning.")
    ] = "",
    action: Annotated[AuditAction | None, Query(description="What is recorded.")] = None,
    decision: Annotated[AuditDecision | None, Query(description="What was decided.")] = None,
    since: Annotated[Moment | None, Query(description="Not before.")] = None,
    until: Annotated[Moment | None, Query(description="Before.")] = None,
    before: Annotated[int, Query(ge=0, le=LAST, description="`next_before` of a page.")] = 0,
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 50,
) -> AuditPageView:
    """List who did and decided what, why and when, newest first."""
    which = AuditFilter(
        actor=actor,
        subject=subject,
        target=target,
        action=action,
        decision=decision,
        since=since,
        until=until,
    )
    page = await services.audit.list(by=by, which=which, before=before, limit=limit)
    return audit_page_view(page, reader)


@audit.get("/check", summary="Check the audit")
async def verify_audit(services: ServicesHere, by: Asker, reader: Localized) -> AuditCheckView:
    """Check that no row was changed, deleted, moved or cut off."""
    return check_view(await services.audit.verify(by=by), reader)


@audit.get(
    "/export",
    summary="Export the audit",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "JSON Lines that `zhiban audit verify FILE` checks offline.",
            "content": {JSON_LINES: {"schema": {"type": "string"}}},
        }
    },
)
async def export_audit(services: ServicesHere, by: Asker) -> StreamingResponse:
    """Stream the whole audit, one row a line, so that anybody can check it without us."""
    lines: AsyncIterator[str] = services.audit.export(by=by)
    name = {"Content-Disposition": 'attachment; filename="zhiban-audit.jsonl"'}
    return StreamingResponse(lines, media_type=JSON_LINES, headers=name)
