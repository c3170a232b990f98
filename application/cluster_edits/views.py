"""Edits as they are shown, in the reader's words: one view for HTTP, MCP and the terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import ClassVar

from application.common.views import VIEW
from application.ports.rendering import Renderer
from domain.cluster_edits.told import where_of
from domain.clusters.changes import Performing
from domain.clusters.edits import (
    Difference,
    Edit,
    EditedObject,
    EditKind,
    EditOutcome,
    EditRecord,
    EditState,
)
from domain.common.messages import Called, Clauses, Foreign, Message, message, named
from domain.common.readers import Reader

LONGEST_PREVIEW = 8_000
"""Characters; a question to a person that is longer than that is not read."""

LONGEST_VALUE = 300
MOST_LINES = 40
"""Of a value of many lines that changes, with one line around each change."""

_NOTES = {
    EditKind.SET_CONFIG: message("edit.note_config"),
    EditKind.PUT_CONFIG_BACK: message("edit.note_config"),
    EditKind.RESIZE_POOL: message("edit.note_pool"),
    EditKind.CREATE_POOL: message("edit.note_new_pool"),
    EditKind.UNISOLATE: message("edit.note_release"),
}


@dataclass(frozen=True, kw_only=True)
class DifferenceView:
    """One field of an object that an edit changes."""

    __pydantic_config__: ClassVar = VIEW

    path: str
    """Where it stands in the object, with dots."""

    before: str | None
    """Its value, or a fingerprint of what may be secret; none where it is not there."""

    after: str | None
    """The same once the edit is done."""


@dataclass(frozen=True, kw_only=True)
class ObjectView:
    """One object of an edit, and what became of it."""

    __pydantic_config__: ClassVar = VIEW

    object: str
    """Cluster, namespace, kind and name."""

    performed: Performing | None
    """What became of it; none before it was tried."""

    detail: str
    """Why it was not done; empty when it was, or was not tried."""

    guards: tuple[str, ...]
    """Those that stood in its way, and why."""

    line: str
    """All of it as one line."""

    is_done: bool
    """Whether it is as it was asked for."""

    differences: tuple[DifferenceView, ...]
    """What changes in it, field by field."""


@dataclass(frozen=True, kw_only=True)
class EditView:
    """What an edit would change, or what became of it."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """Its id, once it was asked for."""

    kind: EditKind
    """Which kind of edit it is."""

    cluster: str
    """Where."""

    dry_run: bool
    """Whether it was only shown."""

    outcome: EditOutcome
    """What became of it as a whole."""

    title: str
    """Which kind of edit it is, in words."""

    will: str
    """What happens, or happened, as a sentence."""

    preview: str
    """The differences, line by line; what may be secret as fingerprints."""

    confirm: str
    """Stands for exactly this edit; give it back to do it."""

    objects: tuple[ObjectView, ...]
    """Each object, in the order in which they are written."""


@dataclass(frozen=True, kw_only=True)
class EditRecordView:
    """An edit as the audit tells it."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """Its id."""

    kind: EditKind
    """Which kind of edit it is."""

    cluster: str
    """Where."""

    state: EditState
    """How it stands."""

    by: str
    """Who asked for it."""

    reason: str
    """Why, in their words."""

    plan: str
    """Stands for exactly this edit; give it back to approve it."""

    targets: tuple[str, ...]
    """The objects."""

    changes: tuple[str, ...]
    """What changes, one line each; the last may say how many more there are."""

    approved_by: str
    """Who said yes; empty when nobody did."""

    line: str
    """How it stands, as one line."""


@dataclass(frozen=True)
class EditViews:
    """Shows edits to one reader."""

    words: Renderer
    reader: Reader

    def edit(self, edit: Edit) -> EditView:
        """Return an edit in words."""
        return EditView(
            id=edit.id,
            kind=edit.kind,
            cluster=edit.cluster,
            dry_run=edit.dry_run,
            outcome=edit.outcome,
            title=self.text(named(edit.kind)),
            will=self.text(edit.will),
            preview=self._preview(edit.kind, edit.objects),
            confirm=edit.confirm,
            objects=tuple(map(self._object, edit.objects)),
        )

    def record(self, record: EditRecord, *, most: int | None = None) -> EditRecordView:
        """Return an edit that is kept, with so many lines of changes at most."""
        kept = record.changes
        if most is not None and len(kept) + bool(record.more) > most:
            kept = kept[: most - 1]
        left = record.more + len(record.changes) - len(kept)
        more = (self.text(message("edit.more_changes", count=left)),) if left else ()
        line = message(
            "edit.record",
            id=Called(record.id),
            kind=record.kind,
            cluster=where_of(record.kind, record.cluster),
            state=record.state,
            by=Called(record.by),
            reason=Foreign(record.reason),
        )
        return EditRecordView(
            id=record.id,
            kind=record.kind,
            cluster=record.cluster,
            state=record.state,
            by=record.by,
            reason=record.reason,
            plan=record.digest,
            targets=record.targets,
            changes=(*kept, *more),
            approved_by=record.approved_by,
            line=self.text(line),
        )

    def text(self, said: Message) -> str:
        """Return a message in the reader's words."""
        return self.words.text(said, self.reader)

    def _object(self, edited: EditedObject) -> ObjectView:
        state = named(edited.performed) if edited.performed is not None else None
        if state is None:
            state = message("edit.object_blocked") if edited.guards else message("edit.not_tried")
        reasons = (*edited.guards, *((edited.said,) if edited.said is not None else ()))
        line = message(
            "edit.object",
            object=Called(str(edited.ref)),
            state=state,
            why=Clauses(reasons) if reasons else None,
        )
        return ObjectView(
            object=str(edited.ref),
            performed=edited.performed,
            detail=self.text(edited.said) if edited.said is not None else "",
            guards=tuple(map(self.text, edited.guards)),
            line=self.text(line),
            is_done=edited.is_done,
            differences=tuple(map(_difference, edited.differences)),
        )

    def _preview(self, kind: EditKind, objects: Sequence[EditedObject]) -> str:
        lines = [line for each in objects for line in self._object_lines(each)]
        note = _NOTES.get(kind)
        if note is not None and any(each.differences for each in objects):
            lines.append(f"  {self.text(note)}")
        whole = "\n".join(lines)
        if len(whole) <= LONGEST_PREVIEW:
            return whole
        return f"{whole[:LONGEST_PREVIEW]}\n{self.text(message('edit.more'))}"

    def _object_lines(self, edited: EditedObject) -> Iterator[str]:
        ref = Called(str(edited.ref))
        exists = edited.exists
        head = (
            message("edit.changes", object=ref) if exists else message("edit.creates", object=ref)
        )
        yield self.text(head)
        if not edited.differences:
            yield f"  {self.text(message('edit.same'))}"
        for each in edited.differences:
            yield from self._lines(each)
        if edited.exists and any(each.is_of_pods for each in edited.differences):
            yield f"  {self.text(message('edit.pods_replaced'))}"

    def _lines(self, difference: Difference) -> Iterator[str]:
        shades = (difference.before, difference.after)
        before, after = (each.shown if each is not None else None for each in shades)
        if "\n" in (before or "").rstrip("\n") or "\n" in (after or "").rstrip("\n"):
            yield f"  {difference.path}:"
            yield from self._line_by_line(before or "", after or "")
            return
        none = self.text(message("edit.none"))
        sides = [none if each is None else self._short(each) for each in (before, after)]
        yield f"  {difference.path}: {sides[0]} → {sides[1]}"

    def _line_by_line(self, before: str, after: str) -> Iterator[str]:
        changes = list(unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm=""))[2:]
        for line in changes[:MOST_LINES]:
            yield f"    {self._short(line)}"
        if len(changes) > MOST_LINES:
            yield f"    {self.text(message('edit.more'))}"

    def _short(self, value: str) -> str:
        if len(value) <= LONGEST_VALUE:
            return value
        return f"{value[:LONGEST_VALUE]}{self.text(message('edit.more'))}"


def _difference(found: Difference) -> DifferenceView:
    before, after = (
        each.shown if each is not None else None for each in (found.before, found.after)
    )
    return DifferenceView(path=found.path, before=before, after=after)
