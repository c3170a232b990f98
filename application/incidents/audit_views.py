"""Rows of the audit as they are shown, in the reader's words: one view for every face."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from application.common.views import VIEW, read_view
from application.common.wording import Localizer
from application.incidents.audit import AuditCheck, AuditPage
from application.incidents.words import audit_said
from domain.clusters.repairs import ActionKind
from domain.common.messages import Called, message, message_of, named
from domain.incidents.audit.audit import AuditEntry, AuditRow
from domain.incidents.audit.chain import Flaw
from domain.incidents.audit.decisions import AuditDecision, action_of, decision_of, person_of


@dataclass(frozen=True, kw_only=True)
class AuditRowView:
    """One row of the audit."""

    __pydantic_config__: ClassVar = VIEW

    sequence: int
    """Its number in the chain, from 1."""
    id: str
    at: datetime
    actor: str
    """A person's id; `zhiban` for Zhiban itself, with their id behind a stroke on behalf of one."""
    by: str
    """Who that is, by name."""
    action: str
    """What is recorded, e.g. `repair.blocked`."""
    what: str
    """The same in words."""
    decision: AuditDecision | None
    """What was decided; null for a row of a newer release."""
    subject: str
    """The incident, edit or control that it is about."""
    target: str
    """The object that it is about, as `cluster/namespace/kind/name`; empty for none."""
    reason: str
    """What a person wrote, or the plain form of `why`."""
    why: str
    """Why, in the asker's language; a person's own words as they wrote them."""
    data: dict[str, Any]
    """What else was kept: guards, before, after."""


@dataclass(frozen=True, kw_only=True)
class AuditPageView:
    """Rows of the audit, newest first; pass `next_before` as `before` to go on, 0 at the end."""

    rows: tuple[AuditRowView, ...]
    next_before: int


@dataclass(frozen=True, kw_only=True)
class BrokenView:
    """The first bad row."""

    sequence: int
    flaw: Flaw
    why: str


@dataclass(frozen=True, kw_only=True)
class AuditCheckView:
    """Whether the audit is whole."""

    __pydantic_config__: ClassVar = VIEW

    rows: int
    """Good ones, from the first on."""
    head: str
    """Hash of the last good row; note it elsewhere."""
    broken: BrokenView | None
    said: str
    """Whether it is whole, as a sentence."""


def audit_page_view(page: AuditPage, reader: Localizer) -> AuditPageView:
    """Return a page of the audit as it is shown."""
    rows = tuple(_row_view(each, page, reader) for each in page.rows)
    return AuditPageView(rows=rows, next_before=page.next_before)


def check_view(check: AuditCheck, reader: Localizer) -> AuditCheckView:
    """Return whether the audit is whole, as it is shown."""
    return read_view(AuditCheckView, vars(check) | {"said": audit_said(check)}, reader.text)


def _row_view(row: AuditRow, page: AuditPage, reader: Localizer) -> AuditRowView:
    entry = row.entry
    target = entry.data.get("target")
    return AuditRowView(
        sequence=row.sequence,
        **vars(entry),
        by=_by(entry, page, reader),
        what=_what(entry, reader),
        decision=decision_of(entry),
        target=target if isinstance(target, str) else "",
        why=reader.text(message_of(entry.data.get("said"))) or entry.reason,
    )


def _by(entry: AuditEntry, page: AuditPage, reader: Localizer) -> str:
    person = person_of(entry.actor)
    if not person:
        return reader.text(message("audit.by_us"))
    name = Called(page.names.get(person, person))
    if person == entry.actor:
        return name.text
    return reader.text(message("audit.on_behalf", person=name))


def _what(entry: AuditEntry, reader: Localizer) -> str:
    """Return what is recorded, with the step of the ladder where it is about one."""
    action = action_of(entry)
    if action is None:
        return entry.action
    step = entry.data.get("action")
    if step not in set(ActionKind):
        return reader.text(named(action))
    return reader.text(message("audit.of_step", what=action, step=ActionKind(step)))
