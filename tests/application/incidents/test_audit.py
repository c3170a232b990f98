"""The audit service: who reads it, the whole check, and the file that is checked offline."""

from dataclasses import dataclass, field, replace

import pytest

from application.incidents.audit import AuditService
from domain.common.errors import Forbidden, InvalidRequest
from domain.incidents.audit.audit import AuditHead
from domain.incidents.audit.chain import BEGINNING, Broken, Flaw, Verified
from domain.incidents.audit.files import verify_file
from domain.people.access import Actor, Role
from tests.fakes.face_incidents import InMemoryAudit
from tests.fakes.incident_examples import an_entry
from tests.fakes.words import says

VIEWER = Actor("u_vi", frozenset({Role.VIEWER}))
APPROVER = Actor("u_ap", frozenset({Role.APPROVER}))


@dataclass
class NotedAudit(InMemoryAudit):
    """An audit whose ends were noted; `kept` overrides the one beside the rows."""

    told: list[AuditHead] = field(default_factory=list)
    kept: AuditHead | None = None

    async def heads(self, *, limit):
        rows = self.rows_kept
        last = [AuditHead(rows[-1].sequence, rows[-1].hash)] if rows else []
        return [*([self.kept] if self.kept else last), *self.told][:limit]


@pytest.fixture
async def audit():
    audit = NotedAudit()
    for number in range(1, 6):
        await audit.append(an_entry(number))
    return audit


async def lines(service):
    return [line async for line in service.export(by=APPROVER)]


async def test_who_may_not_read_the_audit_gets_nothing_of_it(audit):
    """RBK-13, SEC-4."""
    service = AuditService(audit)
    with pytest.raises(Forbidden):
        await service.verify(by=VIEWER)
    with pytest.raises(Forbidden):
        service.export(by=VIEWER)
    with pytest.raises(Forbidden):
        await service.about(by=VIEWER, subject="x")


async def test_a_sound_audit_is_verified_in_pages(audit, monkeypatch):
    """RBK-13."""
    monkeypatch.setattr("application.incidents.audit._AT_ONCE", 2)
    found = await AuditService(audit).verify(by=APPROVER)
    assert (found.rows, found.head, found.broken) == (5, audit.rows_kept[-1].hash, None)
    empty = await AuditService(NotedAudit()).verify(by=APPROVER)
    assert (empty.rows, empty.head, empty.broken) == (0, BEGINNING, None)


async def test_the_first_bad_row_is_named(audit):
    """RBK-13."""
    row = audit.rows_kept[2]
    audit.rows_kept[2] = replace(row, entry=replace(row.entry, reason="nothing"))

    found = await AuditService(audit).verify(by=APPROVER)
    assert found.rows == 2
    assert (found.broken.sequence, found.broken.flaw) == (3, Flaw.EDITED)


async def test_rows_that_were_cut_off_are_found_by_the_kept_head_and_by_told_ones(audit):
    """RBK-13."""
    end = AuditHead(5, audit.rows_kept[-1].hash, "event:e")
    del audit.rows_kept[3:]
    audit.told = [end]
    assert (await AuditService(audit).verify(by=APPROVER)).broken.flaw is Flaw.TRUNCATED
    audit.told, audit.kept = [], end
    found = await AuditService(audit).verify(by=APPROVER)
    assert (found.rows, found.broken.sequence, found.broken.flaw) == (3, 4, Flaw.TRUNCATED)


async def test_an_export_is_verified_offline_and_held_against_an_older_one(audit):
    """RBK-13."""
    service = AuditService(audit)
    before = await lines(service)
    noted = AuditHead(5, audit.rows_kept[-1].hash, "file")
    await audit.append(an_entry(6))
    after = await lines(service)

    assert all(line.endswith("\n") for line in after)
    assert verify_file(before).rows == 5
    assert verify_file(after, heads=[noted]) == Verified(6, audit.rows_kept[-1].hash)
    assert isinstance(verify_file(before[:-2], heads=[noted]), Broken)
    assert verify_file(await lines(AuditService(NotedAudit()))).rows == 0


async def test_an_export_of_a_truncated_audit_says_so(audit):
    """RBK-13."""
    audit.kept = AuditHead(5, audit.rows_kept[-1].hash)
    del audit.rows_kept[4:]
    found = verify_file(await lines(AuditService(audit)))
    assert (found.sequence, found.flaw) == (5, Flaw.TRUNCATED)


async def test_rows_that_come_while_it_is_exported_are_in_the_next_file(audit):
    """RBK-13."""
    exported = []
    async for line in AuditService(audit).export(by=APPROVER):
        exported.append(line)
        if len(exported) == 1:
            await audit.append(an_entry(6))
    assert verify_file(exported).rows == 5


async def test_rows_about_a_subject_are_bounded(audit):
    """RBK-13."""
    service = AuditService(audit)
    rows = await service.about(by=APPROVER, subject=an_entry().subject, limit=2)
    assert [row.sequence for row in rows] == [5, 4]
    for limit in (0, 201):
        with pytest.raises(InvalidRequest, check=says("limit")):
            await service.about(by=APPROVER, subject="x", limit=limit)
