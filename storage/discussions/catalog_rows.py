"""The rows of the catalog: what a file says, taken in and read back."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from unicodedata import normalize

from domain.common.search_terms import terms_of
from domain.discussions.discussions import BrokenFile, DiscussionHead, DiscussionStatus
from domain.discussions.files import text_of
from storage.discussions.disk import Seen


@dataclass(frozen=True)
class Taken:
    """A file as it was read."""

    name: str
    seen: Seen
    head: DiscussionHead | None
    why: str
    messages: Sequence[Mapping[str, object]]


def heads_in(database: sqlite3.Connection) -> list[DiscussionHead]:
    """Return every discussion, the newest update first."""
    found = [
        head_from(text) for (text,) in database.execute("SELECT head FROM files WHERE why = ''")
    ]
    return sorted(found, key=lambda head: (head.updated_at, head.last_at, head.id), reverse=True)


def broken_in(database: sqlite3.Connection) -> list[BrokenFile]:
    """Return every file that cannot be read, by name."""
    found = database.execute("SELECT name, why FROM files WHERE why != '' ORDER BY name")
    return [BrokenFile(f"{name}.json", why) for name, why in found]


def folded(text: str) -> str:
    """Return a text as it is compared letter for letter: whatever its case and width."""
    return normalize("NFKC", text).casefold()


def take_in(database: sqlite3.Connection, taken: Taken) -> None:
    """Write down one file; messages that are there already stay."""
    head = taken.head
    rows = [_row(taken.name, head.topic, raw) for raw in taken.messages] if head else []
    known = list(
        database.execute(
            "SELECT id, digest FROM messages WHERE name = ? ORDER BY place", (taken.name,)
        )
    )
    same = 0
    while same < min(len(rows), len(known)) and rows[same]["digest"] == known[same][1]:
        same += 1
    database.executemany("DELETE FROM messages WHERE id = ?", [(row[0],) for row in known[same:]])
    database.executemany(
        "INSERT INTO messages (name, place, digest, sender, raw, topic, scope, terms, folded) "
        "VALUES (:name, :place, :digest, :sender, :raw, :topic, :scope, :terms, :folded)",
        [row | _words(row) | {"place": same + at} for at, row in enumerate(rows[same:])],
    )
    write_down(database, taken)


def write_down(database: sqlite3.Connection, taken: Taken) -> None:
    """Write down the head of a file, and which content of it was read."""
    head = taken.head
    is_open = head is not None and head.status is DiscussionStatus.OPEN
    database.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            taken.name,
            taken.seen.inode,
            taken.seen.mtime_ns,
            taken.seen.size,
            _clean(head.topic).strip() if head else "",
            is_open,
            json.dumps(vars(head)) if head else "",
            _clean(taken.why),
        ),
    )


def _row(name: str, topic: str, raw: Mapping[str, object]) -> dict[str, object]:
    text = json.dumps(raw)
    digest = blake2b(f"{topic}\0{text}".encode("utf-8", "backslashreplace"), digest_size=12)
    sender = text_of(raw, "from_name") or text_of(raw, "from_id")
    return {
        "name": name,
        "topic": text_of(raw, "topic") or topic,
        "sender": _clean(sender),
        "raw": text,
        "digest": digest.digest(),
    }


def _words(row: Mapping[str, object]) -> dict[str, object]:
    """Return by what a message is found; cut only for those that are new."""
    raw = json.loads(str(row["raw"]))
    tags = raw.get("tags")
    names = tags if isinstance(tags, list) else [tags]
    texts = [text_of(raw, name) for name in ("content", "from_name", "from_id")]
    texts += [str(row["topic"]), *(str(tag) for tag in names if tag)]
    whole = _clean("\n".join(texts))
    terms = dict.fromkeys(terms_of(whole))
    return {
        "topic": _clean(str(row["topic"])),
        "scope": row["name"],
        "terms": " ".join(terms),
        "folded": folded(whole),
    }


def _clean(text: str) -> str:
    """Return a text without what a database cannot keep."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ")


def forget(database: sqlite3.Connection, name: str) -> None:
    """Drop a file that is gone."""
    database.execute("DELETE FROM messages WHERE name = ?", (name,))
    database.execute("DELETE FROM files WHERE name = ?", (name,))


def head_from(text: str) -> DiscussionHead:
    """Return a head as `write_down` wrote it."""
    fields = json.loads(text)
    fields["status"] = DiscussionStatus(fields["status"])
    fields["participants"] = tuple(fields["participants"])
    return DiscussionHead(**fields)
