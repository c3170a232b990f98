"""The audit as a file: JSON Lines that anybody can check offline, without us (RBK-13).

* The first line names the form: `{"format":"zhiban-audit/1"}`.
* Each row is `{"hash":"<64 hexadecimal digits>","row":<text>}`: characters 82 to the last but one
  of the line are exactly the text that was hashed (`domain/incidents/audit/chain.py`).
* The last line is the head as it is kept beside the rows:
  `{"head":{"hash":"…","sequence":n}}`. Without it, or when the rows end before it, the file or the
  audit it was made from was cut off.

A file that was cut off and given another last line is sound in itself. So hold it against heads
that were noted elsewhere: those of earlier files, of the daily events `zhiban.audit.anchored`, of
the webhooks that carried these. `verify_file` takes them as `heads`.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from domain.common.messages import message
from domain.incidents.audit.audit import AuditHead, AuditRow
from domain.incidents.audit.chain import Broken, ChainCheck, Flaw, Verified, canonical, text_of

FORMAT = "zhiban-audit/1"

_ROW = re.compile(r'\{"hash":"(?P<hash>[0-9a-f]{64})","row":(?P<text>\{.*\})\}', re.DOTALL)


def first_line() -> str:
    """Return the line that a file begins with."""
    return canonical({"format": FORMAT})


def line_of(row: AuditRow) -> str:
    """Return a row's line."""
    return f'{{"hash":"{row.hash}","row":{text_of(row.sequence, row.entry)}}}'


def last_line(head: AuditHead) -> str:
    """Return the line that a file ends with."""
    return canonical({"head": {"hash": head.hash, "sequence": head.sequence}})


def verify_file(lines: Iterable[str], *, heads: Iterable[AuditHead] = ()) -> Verified | Broken:
    """Check a file, line by line, against itself and what was noted elsewhere."""
    check = ChainCheck(heads)
    head: AuditHead | None = None
    for number, line in enumerate(each.rstrip("\r\n") for each in lines):
        if head is not None or (number == 0) != (line == first_line()):
            return _unreadable(check, number)
        head = _head_of(line)
        if number and head is None:
            broken = _take(check, line, number)
            if broken is not None:
                return broken
    if head is None:
        missing = check.last.sequence + 1
        return Broken(missing, Flaw.TRUNCATED, message("audit.file_cut"))
    return _end(check, head)


def _take(check: ChainCheck, line: str, number: int) -> Broken | None:
    found = _ROW.fullmatch(line)
    row = _object_of(found["text"]) if found else {}
    sequence = row.get("sequence")
    if found is None or not isinstance(sequence, int):
        return _unreadable(check, number)
    return check.take_text(sequence, found["text"], found["hash"], check.last.hash)


def _end(check: ChainCheck, head: AuditHead) -> Verified | Broken:
    told = ChainCheck([head], last=check.last).end()
    if isinstance(told, Broken):
        return told
    if (head.sequence, head.hash) != (check.last.sequence, check.last.hash):
        why = message("audit.other_end", row=head.sequence)
        return Broken(head.sequence, Flaw.REWRITTEN, why)
    return check.end()


def _head_of(line: str) -> AuditHead | None:
    head = _object_of(line).get("head")
    if not isinstance(head, dict):
        return None
    sequence, digest = head.get("sequence"), head.get("hash")
    if not isinstance(sequence, int) or not isinstance(digest, str):
        return None
    return AuditHead(sequence, digest, "file")


def _object_of(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _unreadable(check: ChainCheck, number: int) -> Broken:
    why = message("audit.unreadable", line=number + 1)
    return Broken(check.last.sequence + 1, Flaw.UNREADABLE, why)
