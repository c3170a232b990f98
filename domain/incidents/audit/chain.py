r"""The chain of the audit: how a row is hashed, and how a broken chain is found (RBK-13).

So that anybody can check it, in any language, without us:

* A row's text is one JSON object with the members `action`, `actor`, `at`, `data`, `id`, `reason`,
  `sequence`, `subject`, in the order of their code points at every depth, without spaces, every
  character outside ASCII as `\uXXXX`; `at` is UTC with six decimals and a `Z`.
* Its hash is SHA-256 over the hash of the row before it (64 zeros before the first), written in
  hexadecimal, directly followed by that text.

A line of an export repeats the text as it was hashed, so that a verifier need not write JSON
itself; see `domain/incidents/audit/files.py`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from domain.common.errors import InvalidRequest, TooLarge
from domain.common.messages import Called, Message, message
from domain.incidents.audit.audit import AuditEntry, AuditHead, AuditRow

BEGINNING = "0" * 64
"""Stands for the hash of the row before the first."""

LARGEST_DATA = 32 * 1024
"""Bytes of the JSON of one entry's data, in UTF-8: a patch of 4,000 characters fits in any script,
for a write that was made must never fail to be recorded."""

LONGEST_WORDS = 2_000
"""Characters of an entry's id, actor, action, subject and reason each."""


class Flaw(StrEnum):
    """What is wrong with a chain; named for the first bad row."""

    EDITED = "edited"  # its content does not give its hash
    MISSING = "missing"  # deleted, or moved elsewhere
    MOVED = "moved"  # it comes after a later one, or twice
    UNCHAINED = "unchained"  # it does not follow the row before it: one of the two was changed
    TRUNCATED = "truncated"  # later rows were noted elsewhere
    REWRITTEN = "rewritten"  # another hash was noted elsewhere
    UNREADABLE = "unreadable"  # not a line of an export


@dataclass(frozen=True)
class Verified:
    """Every row is as it was written, as far as the chain and what was noted elsewhere tell."""

    rows: int
    head: str


@dataclass(frozen=True)
class Broken:
    """The first bad row, and why."""

    sequence: int
    flaw: Flaw
    why: Message


def chain(previous: str, sequence: int, entry: AuditEntry) -> AuditRow:
    """Return the row that follows the one whose hash is `previous`.

    Raises:
        InvalidRequest: the data is not JSON, or a text is too long.
        TooLarge: the data is over 32 KiB.
    """
    entry = _checked(entry)
    return AuditRow(sequence, entry, previous, hash_of(previous, text_of(sequence, entry)))


def text_of(sequence: int, entry: AuditEntry) -> str:
    """Return a row's canonical JSON."""
    return canonical({**vars(entry), "at": moment(entry.at), "sequence": sequence})


def hash_of(previous: str, text: str) -> str:
    """Return the hash of the row with this text, hexadecimal."""
    return sha256((previous + text).encode()).hexdigest()


def canonical(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Write JSON in the one form that is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def moment(at: datetime) -> str:
    """Write a time in the one form that is hashed."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _checked(entry: AuditEntry) -> AuditEntry:
    for name in ("id", "actor", "action", "subject", "reason"):
        if len(getattr(entry, name)) > LONGEST_WORDS:
            raise InvalidRequest(
                f"audit.{name}", message("rule.most_characters", most=LONGEST_WORDS)
            )
    try:
        # As it will be read back: tuples become lists, and names that are numbers become texts.
        data = json.loads(json.dumps(entry.data, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise InvalidRequest("audit.data", message("rule.json")) from None
    written = json.dumps(data, ensure_ascii=False)
    if len(written.encode("utf-8", "backslashreplace")) > LARGEST_DATA:
        raise TooLarge(message("audit.too_large", most=LARGEST_DATA))
    return replace(entry, data=data)


def verify(rows: Iterable[AuditRow], *, heads: Iterable[AuditHead] = ()) -> Verified | Broken:
    """Check a whole chain, given in order, against itself and what was noted elsewhere."""
    check = ChainCheck(heads)
    for row in rows:
        broken = check.take(row)
        if broken is not None:
            return broken
    return check.end()


@dataclass
class ChainCheck:
    """Checks a chain row by row, for chains that do not fit into memory.

    Attributes:
        heads: ends of the chain as they were noted elsewhere.
        last: number and hash of the newest row that was good.
    """

    heads: Iterable[AuditHead] = ()
    last: AuditHead = field(default_factory=lambda: AuditHead(0, BEGINNING))
    _noted: dict[int, list[AuditHead]] = field(init=False)

    def __post_init__(self) -> None:
        self._noted = {}
        for head in self.heads:
            self._noted.setdefault(head.sequence, []).append(head)

    def take(self, row: AuditRow) -> Broken | None:
        """Look at the next row; None when it is good."""
        return self.take_text(
            row.sequence, text_of(row.sequence, row.entry), row.hash, row.previous
        )

    def take_text(self, sequence: int, text: str, found: str, previous: str) -> Broken | None:
        """Look at the next row by its text and the hashes that it carries."""
        expected = self.last.sequence + 1
        if sequence > expected:
            return Broken(expected, Flaw.MISSING, message("audit.missing", row=expected))
        if sequence < expected:
            why = message("audit.moved", row=sequence, last=expected - 1)
            return Broken(sequence, Flaw.MOVED, why)
        if previous != self.last.hash:
            why = message("audit.unchained", row=sequence, last=sequence - 1)
            return Broken(sequence, Flaw.UNCHAINED, why)
        if hash_of(previous, text) != found:
            return Broken(sequence, Flaw.EDITED, message("audit.edited", row=sequence))
        self.last = AuditHead(sequence, found)
        return self._against_noted(sequence, found)

    def end(self) -> Verified | Broken:
        """Say what came of it once every row was looked at."""
        later = [number for number in self._noted if number > self.last.sequence]
        if later:
            missing = self.last.sequence + 1
            noted = self._noted[max(later)][0].noted
            why = message("audit.truncated", row=missing, last=max(later), noted=Called(noted))
            return Broken(missing, Flaw.TRUNCATED, why)
        return Verified(self.last.sequence, self.last.hash)

    def _against_noted(self, sequence: int, found: str) -> Broken | None:
        for head in self._noted.get(sequence, ()):
            if head.hash != found:
                why = message("audit.rewritten", row=sequence, noted=Called(head.noted))
                return Broken(sequence, Flaw.REWRITTEN, why)
        return None
