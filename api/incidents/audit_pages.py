"""The page Audit: who did and decided what, why and when; and whether the record is whole."""

import json
from datetime import datetime

from fastapi import Request, Response

from api.console.lists import PAGE_SIZE, Choice, Filter, choices_of, read_list
from api.console.routes import Pages
from api.console.visits import Here, Visit
from application.common.wording import refusal
from application.incidents.audit import LAST, AuditPage
from application.incidents.audit_views import AuditRowView, audit_page_view, check_view
from application.ports.incidents.audit import AuditFilter
from domain.common.errors import InvalidRequest
from domain.common.messages import message, named
from domain.incidents.audit.decisions import AuditAction, AuditDecision
from domain.people.access import Permission

pages = Pages("/audit")

LIVE = "incident approval control cluster weights"
MOST_DATA = 4_000
"""Characters of what is kept beside a row that are shown; an export has all."""

_KIND_OF = {
    AuditDecision.ASKED: "wait",
    AuditDecision.APPROVED: "good",
    AuditDecision.DENIED: "bad",
    AuditDecision.INTENDED: "run",
    AuditDecision.WRITTEN: "run",
    AuditDecision.STOPPED: "warn",
    AuditDecision.FAILED: "bad",
    AuditDecision.CHANGED: "wait",
}

_FILTERS = (
    Filter("actor", message("console.audit_actor")),
    Filter("decision", message("head.decision"), choices_of(AuditDecision)),
    Filter(
        "action",
        message("head.what"),
        tuple(Choice(str(each), named(each)) for each in AuditAction),
    ),
    Filter("target", message("console.audit_target")),
    Filter("subject", message("console.audit_subject")),
    Filter("since", message("console.audit_since")),
    Filter("until", message("console.audit_until")),
)


@pages.get(needs=Permission.READ_AUDIT)
async def audit_page(visit: Here, request: Request) -> Response:
    """List what was decided and done, newest first."""
    state = read_list(request, visit.told, _FILTERS)
    refused = ""
    found = AuditPage((), 0, {})
    try:
        which = AuditFilter(
            actor=state["actor"],
            subject=state["subject"],
            target=state["target"].rstrip("/"),
            action=AuditAction(state["action"]) if state["action"] else None,
            decision=AuditDecision(state["decision"]) if state["decision"] else None,
            since=_moment(visit, state["since"], "since"),
            until=_moment(visit, state["until"], "until"),
        )
        before = int(state.after) if state.after.isdecimal() else 0
        found = await visit.services.audit.list(
            by=visit.by, which=which, before=min(before, LAST), limit=PAGE_SIZE
        )
    except InvalidRequest as error:
        refused = refusal(error, visit.services.words, visit.told.reader)
    shown = audit_page_view(found, visit.told)
    return await visit.page(
        "audit/list.html",
        section="audit",
        live=LIVE,
        state=state,
        rows=shown.rows,
        data={each.sequence: _data(each) for each in shown.rows},
        next=str(shown.next_before or ""),
        refused=refused,
        kind_of=_KIND_OF,
    )


@pages.get("/check", needs=Permission.READ_AUDIT)
async def check_audit_page(visit: Here) -> Response:
    """Check every row, and say what came of it."""
    check = check_view(await visit.services.audit.verify(by=visit.by), visit.told)
    return await visit.page("audit/check.html", section="audit", check=check)


def _moment(visit: Visit, text: str, field: str) -> datetime | None:
    if not text:
        return None
    return visit.services.times.moment(text, now=visit.now, zone=visit.told.zone, field=field)


def _data(row: AuditRowView) -> str:
    """Return what is kept beside a row as text; cut, for some hold whole patches."""
    if not row.data:
        return ""
    written = json.dumps(row.data, ensure_ascii=False, indent=1, sort_keys=True)
    return written if len(written) <= MOST_DATA else f"{written[:MOST_DATA]}…"
