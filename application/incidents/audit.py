"""The audit, for those who may read it: checked, exported, browsed (RBK-13, CON-2)."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from application.ports.incidents.audit import Audit, AuditFilter
from application.ports.people import People
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.incidents.audit.audit import AuditHead, AuditRow
from domain.incidents.audit.chain import BEGINNING, Broken, ChainCheck
from domain.incidents.audit.decisions import person_of
from domain.incidents.audit.files import first_line, last_line, line_of
from domain.people.access import Actor, Permission, require

MOST_LISTED = 200

LAST = 2**63 - 1
"""The greatest number that a row may have."""

MOST_HEADS = 1_000
"""Heads that rows are held against: the newest of nearly three years, one for each day."""

_AT_ONCE = 500
"""Rows looked at in one go; each may hold 32 KiB."""


@dataclass(frozen=True)
class AuditCheck:
    """What came of checking the whole audit.

    Attributes:
        rows: how many are good, from the first on.
        head: hash of the last good one; note it elsewhere, and later files can be held against it.
        broken: the first bad row and why; None when there is none.
    """

    rows: int
    head: str
    broken: Broken | None = None


@dataclass(frozen=True)
class AuditPage:
    """Rows, newest first; pass `next_before` as `before` to go on, 0 at the end.

    Attributes:
        names: what the people in them are called, by id.
    """

    rows: tuple[AuditRow, ...]
    next_before: int
    names: Mapping[str, str]


@dataclass(frozen=True)
class AuditService:
    """The one door to the audit; nobody writes here."""

    audit: Audit
    people: People

    async def verify(self, *, by: Actor) -> AuditCheck:
        """Check every row, against the chain and against what was noted elsewhere."""
        require(by, Permission.READ_AUDIT)
        # Heads first: rows that are appended meanwhile are then no surprise.
        check = ChainCheck(await self.audit.heads(limit=MOST_HEADS))
        async for row in self._rows():
            broken = check.take(row)
            if broken is not None:
                return AuditCheck(check.last.sequence, check.last.hash, broken)
        found = check.end()
        broken = found if isinstance(found, Broken) else None
        return AuditCheck(check.last.sequence, check.last.hash, broken)

    def export(self, *, by: Actor) -> AsyncIterator[str]:
        """Yield the audit as lines of a file that can be checked offline, each with its end.

        `domain/incidents/audit/files.py` says what the lines are; `verify_file` there checks them.
        """
        require(by, Permission.READ_AUDIT)
        return self._lines()

    async def list(
        self, *, by: Actor, which: AuditFilter | None = None, before: int = 0, limit: int = 50
    ) -> AuditPage:
        """Return rows, newest first.

        Args:
            by: who asks.
            which: by whom, about what, what was decided, when; None: all.
            before: the `next_before` of the page before; 0: from the newest.
            limit: how many at most.
        """
        require(by, Permission.READ_AUDIT)
        which = which or AuditFilter()
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        if not 0 <= before <= LAST:
            raise InvalidRequest("before", message("rule.cursor"))
        if which.since and which.until and which.since >= which.until:
            raise InvalidRequest("until", message("rule.later_than", other=Called("since")))
        found = await self.audit.page(which, before=before, limit=limit + 1)
        rows = tuple(found[:limit])
        people = {person_of(each.entry.actor) for each in rows} - {""}
        goes_on = rows[-1].sequence if len(found) > limit else 0
        return AuditPage(rows, goes_on, await self.people.names(people))

    async def _lines(self) -> AsyncIterator[str]:
        heads = await self.audit.heads(limit=1)
        head = heads[0] if heads else AuditHead(0, BEGINNING)
        yield first_line() + "\n"
        async for row in self._rows():
            if row.sequence > head.sequence:
                break  # appended since; the file ends where it says
            yield line_of(row) + "\n"
        yield last_line(head) + "\n"

    async def _rows(self) -> AsyncIterator[AuditRow]:
        after = 0
        while page := await self.audit.rows(after=after, limit=_AT_ONCE):
            for row in page:
                yield row
            after = page[-1].sequence
