"""The audit service: who reads it, the whole check, and the file that is checked offline."""

from dataclasses import dataclass, field, replace

import pytest

from application.common.wording import Localizer
from application.incidents.audit import AuditService
from application.incidents.audit_views import audit_page_view
from application.ports.incidents.audit import AuditFilter
from domain.common.errors import Forbidden, InvalidRequest
from domain.common.messages import Called, message
from domain.common.readers import Language
from domain.incidents.audit.audit import AuditHead
from domain.incidents.audit.chain import BEGINNING, Broken, Flaw, Verified
from domain.incidents.audit.decisions import AuditDecision
from domain.incidents.audit.files import verify_file
from domain.people.access import Actor, Role
from domain.people.people import Person
from tests.fakes.face_incidents import InMemoryAudit
from tests.fakes.incident_examples import SHOP, after, an_entry
from tests.fakes.people import InMemoryPeople, InMemorySessions
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

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


def service_of(audit):
    people = InMemoryPeople(InMemorySessions())
    people.kept["u_mei"] = Person(id="u_mei", name="梅", language=Language.CHINESE)
    return AuditService(audit, people)


async def lines(service):
    return [line async for line in service.export(by=APPROVER)]


async def test_who_may_not_read_the_audit_gets_nothing_of_it(audit):
    """RBK-13, SEC-4."""
    service = service_of(audit)
    with pytest.raises(Forbidden):
        await service.verify(by=VIEWER)
    with pytest.raises(Forbidden):
        service.export(by=VIEWER)
    with pytest.raises(Forbidden):
        await service.list(by=VIEWER)


async def test_a_sound_audit_is_verified_in_pages(audit, monkeypatch):
    """RBK-13."""
    monkeypatch.setattr("application.incidents.audit._AT_ONCE", 2)
    found = await service_of(audit).verify(by=APPROVER)
    assert (found.rows, found.head, found.broken) == (5, audit.rows_kept[-1].hash, None)
    empty = await service_of(NotedAudit()).verify(by=APPROVER)
    assert (empty.rows, empty.head, empty.broken) == (0, BEGINNING, None)


async def test_the_first_bad_row_is_named(audit):
    """RBK-13."""
    row = audit.rows_kept[2]
    audit.rows_kept[2] = replace(row, entry=replace(row.entry, reason="nothing"))

    found = await service_of(audit).verify(by=APPROVER)
    assert found.rows == 2
    assert (found.broken.sequence, found.broken.flaw) == (3, Flaw.EDITED)


async def test_rows_that_were_cut_off_are_found_by_the_kept_head_and_by_told_ones(audit):
    """RBK-13."""
    end = AuditHead(5, audit.rows_kept[-1].hash, "event:e")
    del audit.rows_kept[3:]
    audit.told = [end]
    assert (await service_of(audit).verify(by=APPROVER)).broken.flaw is Flaw.TRUNCATED
    audit.told, audit.kept = [], end
    found = await service_of(audit).verify(by=APPROVER)
    assert (found.rows, found.broken.sequence, found.broken.flaw) == (3, 4, Flaw.TRUNCATED)


async def test_an_export_is_verified_offline_and_held_against_an_older_one(audit):
    """RBK-13."""
    service = service_of(audit)
    before = await lines(service)
    noted = AuditHead(5, audit.rows_kept[-1].hash, "file")
    await audit.append(an_entry(6))
    after = await lines(service)

    assert all(line.endswith("\n") for line in after)
    assert verify_file(before).rows == 5
    assert verify_file(after, heads=[noted]) == Verified(6, audit.rows_kept[-1].hash)
    assert isinstance(verify_file(before[:-2], heads=[noted]), Broken)
    assert verify_file(await lines(service_of(NotedAudit()))).rows == 0


async def test_an_export_of_a_truncated_audit_says_so(audit):
    """RBK-13."""
    audit.kept = AuditHead(5, audit.rows_kept[-1].hash)
    del audit.rows_kept[4:]
    found = verify_file(await lines(service_of(audit)))
    assert (found.sequence, found.flaw) == (5, Flaw.TRUNCATED)


async def test_rows_that_come_while_it_is_exported_are_in_the_next_file(audit):
    """RBK-13."""
    exported = []
    async for line in service_of(audit).export(by=APPROVER):
        exported.append(line)
        if len(exported) == 1:
            await audit.append(an_entry(6))
    assert verify_file(exported).rows == 5


async def test_rows_come_in_pages_with_the_names_of_people(audit):
    """RBK-13, CON-2."""
    service = service_of(audit)
    first = await service.list(by=APPROVER, limit=2)
    rest = await service.list(by=APPROVER, before=first.next_before, limit=200)

    assert [row.sequence for row in first.rows] == [5, 4]
    assert [row.sequence for row in rest.rows] == [3, 2, 1]
    assert (first.next_before, rest.next_before) == (4, 0)
    assert first.names == {"u_mei": "梅"}
    later = AuditFilter(since=after(9), until=after(9))
    for asked in ({"limit": 0}, {"limit": 201}, {"before": -1}, {"which": later}):
        with pytest.raises(InvalidRequest):
            await service.list(by=APPROVER, **asked)


@pytest.mark.parametrize(
    ("reader", "by", "what"),
    [
        (IN_ENGLISH, "Zhiban, for 梅", "repair step stopped by a guard"),
        (IN_CHINESE, "值班（代 梅）", "修复步骤被安全检查拦下"),
    ],
)
async def test_a_row_says_who_what_and_why_in_words(audit, reader, by, what):
    """RBK-13, I18-1: names for ids, and what was recorded as a message is rendered."""
    said = message("guard.frozen", name=Called("release"))
    data = {"target": str(SHOP), "said": said.recorded}
    await audit.append(an_entry(6, action="repair.blocked", reason="frozen", data=data))
    await audit.append(an_entry(7, actor="u_bo", action="newer.thing", reason="as typed", data={}))
    page = await service_of(audit).list(by=APPROVER)
    newest, told = audit_page_view(page, Localizer(WORDS, reader)).rows[:2]

    assert (told.by, told.what, told.decision) == (by, what, AuditDecision.STOPPED)
    assert told.target == str(SHOP)
    assert "release" in told.why
    assert (newest.by, newest.what, newest.why) == ("u_bo", "newer.thing", "as typed")
    assert newest.decision is None
