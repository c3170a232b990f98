"""Putting back what another program's rewriting dropped (BUS-2).

A program that reads a file, thinks, and writes the whole file drops what others wrote in between.
We remember every message that was in a file of ours (`Remembered`), so it can be put back; and what
such a program wrote too late, into a file that ours had replaced meanwhile, is taken over from
there. Messages are only ever added: from the outside a deletion cannot be told from a loss.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.discussions.changes import annotated_with, later
from domain.discussions.discussions import DiscussionStatus
from domain.discussions.files import messages_in, participants_in, status_in, text_of
from domain.discussions.ids import is_unique


@dataclass
class Remembered:
    """What was in files that we wrote: filled line by line from a journal.

    Attributes:
        header: the fields of the discussion without its messages, as last written.
        messages: by `identity_of`.
        annotations: of a message id: the fields we set, and what `source_type` was before.
        closing: the fields of its closing; empty while it is open.
    """

    header: dict[str, object] = field(default_factory=dict)
    messages: dict[str, dict[str, object]] = field(default_factory=dict)
    annotations: dict[str, tuple[dict[str, object], set[str]]] = field(default_factory=dict)
    closing: dict[str, object] = field(default_factory=dict)

    def learn(self, line: object) -> None:
        """Take in one line of a journal; lines of other kinds say nothing here."""
        if not isinstance(line, dict):
            return
        message, header = line.get("message"), line.get("header")
        annotated, closing = line.get("annotated"), line.get("closing")
        if isinstance(message, dict):
            self.messages.setdefault(identity_of(message), message)
        elif isinstance(header, dict):
            self.header = header
        elif isinstance(annotated, dict):
            self._learn_annotations(annotated)
        elif isinstance(closing, dict):
            self.closing = closing

    def lacking(self, document: Mapping[str, object]) -> tuple[object, ...]:
        """Return the lines that a journal must get, so that it holds all of a document."""
        lines: list[object] = []
        header = _header_of(document)
        if _lasting(header) != _lasting(self.header):
            lines.append({"header": header})
        lines += [
            {"message": raw}
            for raw in messages_in(document)
            if identity_of(raw) not in self.messages
        ]
        return tuple(lines)

    def _learn_annotations(self, annotated: Mapping[str, object]) -> None:
        for message_id, said in annotated.items():
            if not isinstance(said, dict):
                continue
            fields = {name: value for name, value in said.items() if name != "before"}
            _, earlier = self.annotations.get(message_id, ({}, set()))
            self.annotations[message_id] = (fields, earlier | {text_of(said, "before")})


def identity_of(raw: Mapping[str, object]) -> str:
    """Return what tells a message from all others of its discussion.

    Ids of ours are unique. Programs that name by the second give two messages one id; those are
    told apart by what they say.
    """
    message_id = text_of(raw, "id")
    if is_unique(message_id):
        return message_id
    return json.dumps([message_id, *(text_of(raw, name) for name in _TELLING)])


_TELLING = ("from_id", "timestamp", "content")


def missing_from(
    document: Mapping[str, object], others: Iterable[Mapping[str, object]]
) -> list[dict[str, object]]:
    """Return the messages among `others` that the document lacks, each once."""
    here = {identity_of(raw) for raw in messages_in(document)}
    lacking: dict[str, dict[str, object]] = {}
    for raw in others:
        identity = identity_of(raw)
        if identity not in here:
            lacking.setdefault(identity, dict(raw))
    return list(lacking.values())


def mended(
    document: Mapping[str, object],
    remembered: Remembered,
    overtaken: Sequence[Mapping[str, object]] = (),
) -> dict[str, object]:
    """Return the document with everything that was dropped from it; equal when that is nothing.

    Args:
        document: as it was read.
        remembered: what files of ours held.
        overtaken: documents that others wrote into files which ours had replaced.
    """
    changed = dict(document)
    late = [raw for other in overtaken for raw in messages_in(other)]
    lacking = missing_from(document, [*remembered.messages.values(), *late])
    if lacking:
        changed |= _with_messages(document, lacking)
    reverted = {
        message_id: said
        for message_id, said in _annotations_dropped(changed, remembered).items()
        if said
    }
    if reverted:
        changed = annotated_with(changed, reverted)
    return _closed_again(changed, remembered, overtaken)


def from_memory(remembered: Remembered) -> dict[str, object] | None:
    """Return a whole discussion out of what is remembered; None when that is not enough."""
    if not remembered.header:
        return None
    return mended({**remembered.header, "messages": []}, remembered)


def _header_of(document: Mapping[str, object]) -> dict[str, object]:
    """Return everything of a discussion but its messages."""
    return {name: value for name, value in document.items() if name != "messages"}


def _lasting(header: Mapping[str, object]) -> dict[str, object]:
    """Return what does not change with every message."""
    passing = ("updated_at", "participants", "status", "closed_at")
    return {name: value for name, value in header.items() if name not in passing}


def _with_messages(
    document: Mapping[str, object], lacking: Sequence[dict[str, object]]
) -> dict[str, object]:
    """Return the changed fields; each message stands after all that are not later than it."""
    messages = list(messages_in(document))
    for raw in lacking:
        place = len(messages)
        while place and text_of(messages[place - 1], "timestamp") > text_of(raw, "timestamp"):
            place -= 1
        messages.insert(place, raw)
    names = (text_of(raw, "from_name") or text_of(raw, "from_id") for raw in lacking)
    participants = dict.fromkeys([*participants_in(document), *(name for name in names if name)])
    newest = max(text_of(raw, "timestamp") for raw in lacking)
    return {
        "messages": messages,
        "participants": list(participants),
        "updated_at": later(text_of(document, "updated_at"), newest),
    }


def _annotations_dropped(
    document: Mapping[str, object], remembered: Remembered
) -> dict[str, dict[str, object]]:
    """Return annotations of ours where a message is again what it was before them."""
    if not remembered.annotations:
        return {}
    dropped: dict[str, dict[str, object]] = {}
    for raw in messages_in(document):
        said, earlier = remembered.annotations.get(text_of(raw, "id"), ({}, set()))
        source_type = text_of(raw, "source_type")
        if source_type in earlier and source_type != said.get("source_type"):
            dropped[text_of(raw, "id")] = said
    return dropped


def _closed_again(
    document: dict[str, object],
    remembered: Remembered,
    overtaken: Sequence[Mapping[str, object]],
) -> dict[str, object]:
    """Return the document closed when we or a program that came too late had closed it."""
    if status_in(document) is DiscussionStatus.CLOSED:
        return document
    if remembered.closing:
        return document | remembered.closing
    if any(status_in(other) is DiscussionStatus.CLOSED for other in overtaken):
        return document | {"status": DiscussionStatus.CLOSED.value}
    return document
