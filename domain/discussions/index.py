"""`index.json`: the list of discussions, in every form that other programs write (BUS-2).

Newer files keep their entries under `threads`, older ones under `discussions`, the oldest are a
bare list; an entry names its discussion by `id` or `thread_id` and may hold more, as a `channel`.
An index is rewritten in the form it has, so that the programs that wrote it can read it again.

A library that keeps its threads in folders of their own (`threads/<id>`) lists them in the same
index. Those entries are its own: they are kept as they are, and are no fault.
"""

from collections.abc import Collection, Mapping, Sequence

from domain.common.errors import Rejected
from domain.common.messages import Called, Foreign, message
from domain.common.messages import Message as Told
from domain.discussions.discussions import DiscussionHead
from domain.discussions.files import text_of

_KEYS = ("threads", "discussions")


def new_index(*, stamp: str) -> dict[str, object]:
    """Return the index of a store without discussions."""
    return {"threads": [], "last_updated": stamp}


def entries_in(index: object) -> list[dict[str, object]]:
    """Return the entries, or raise `Rejected` when it is no index."""
    listed = index
    if isinstance(index, dict):
        listed = next((index[key] for key in _KEYS if key in index), [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise Rejected(message("discussion.no_index"))
    return listed


def id_of_entry(entry: Mapping[str, object]) -> str:
    """Return which discussion an entry is about."""
    return text_of(entry, "id") or text_of(entry, "thread_id")


def is_foreign(entry: Mapping[str, object], threads: Collection[str]) -> bool:
    """Say whether an entry is of a thread that another program keeps in a folder of its own."""
    return text_of(entry, "thread_id") in threads


def index_with(index: object, heads: Sequence[DiscussionHead], *, stamp: str) -> object:
    """Return the index, in its own form, with these discussions as they are.

    Args:
        index: as it was read; `entries_in` has passed it.
        heads: discussions that changed; others stay as they are.
        stamp: local time, for `last_updated`.
    """
    changed = {head.id: head for head in heads}
    entries: list[dict[str, object]] = []
    for entry in entries_in(index):
        head = changed.pop(id_of_entry(entry), None)
        entries.append(entry if head is None else _entry(head, entry))
    entries += [_entry(head, {}) for head in changed.values()]
    return _in_form_of(index, entries, stamp)


def index_of(
    index: object,
    heads: Sequence[DiscussionHead],
    *,
    unread: Collection[str],
    stamp: str,
    threads: Collection[str] = (),
) -> object:
    """Return the index, in its own form, of exactly these discussions, each once.

    Args:
        index: as it was read.
        heads: every discussion that can be read.
        unread: ids of files that cannot be read; what the index says of them stays.
        stamp: local time, for `last_updated`.
        threads: ids of threads that another program keeps; what the index says of them stays.
    """
    known = {head.id: head for head in heads}
    entries = []
    for entry in entries_in(index):
        name = id_of_entry(entry)
        head = known.pop(name, None)
        if head is not None:
            entries.append(_entry(head, entry))
        elif name in unread or is_foreign(entry, threads):
            entries.append(entry)
    entries += [_entry(head, {}) for head in known.values()]
    return _in_form_of(index, entries, stamp)


def index_faults(
    index: object,
    heads: Sequence[DiscussionHead],
    *,
    unread: Collection[str],
    threads: Collection[str] = (),
) -> list[Told]:
    """Return a message for each way in which an index does not say what the files say."""
    known = {head.id: head for head in heads}
    seen: set[str] = set()
    faults = []
    for entry in entries_in(index):
        name = id_of_entry(entry)
        head = known.get(name)
        if head is None and is_foreign(entry, threads):
            continue
        if name in seen:
            faults.append(message("store.listed_twice", discussion=Foreign(name[:80])))
        elif head is None and name not in unread:
            faults.append(message("store.listed_without_file", discussion=Foreign(name[:80])))
        elif head is not None and _entry(head, entry) != entry:
            faults.append(message("store.listed_otherwise", discussion=Called(name)))
        seen.add(name)
    missing = [name for name in known if name not in seen]
    return faults + [message("store.not_listed", discussion=Called(name)) for name in missing]


def _entry(head: DiscussionHead, old: Mapping[str, object]) -> dict[str, object]:
    return {
        **old,
        "id": head.id,
        "topic": head.topic,
        "initiator": head.initiator,
        "participants": list(head.participants),
        "message_count": head.message_count,
        "status": head.status.value,
        "created_at": head.created_at,
        "updated_at": head.updated_at,
        "summary": head.summary,
    }


def _in_form_of(index: object, entries: list[dict[str, object]], stamp: str) -> object:
    if isinstance(index, list):
        return entries
    kept = dict(index) if isinstance(index, Mapping) else {}
    key = next((key for key in _KEYS if key in kept), _KEYS[0])
    return kept | {key: entries, "last_updated": stamp}
