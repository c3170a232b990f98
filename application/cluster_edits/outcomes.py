"""What becomes of an edit: is it the confirmed one, what stands in its way, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from application.cluster_edits.facts import mode_of
from application.cluster_edits.history import EditHistory
from application.cluster_edits.orders import EditOrder
from domain.cluster_edits.told import outcome_of
from domain.clusters.changes import Performing
from domain.clusters.edits import Edit, EditedObject, EditOutcome, Looked, edit_id
from domain.clusters.repairs import Mode
from domain.common.errors import Conflict
from domain.common.messages import Called, Clauses, Message, Names, message, named
from domain.incidents.policy.policies import Policy

MOST_UNKNOWN = 5
"""Fields that a refusal names."""


@dataclass(frozen=True)
class Standing:
    """What would become of an edit as things are.

    Attributes:
        why: what explains that.
        by: who denied it, or switched writing off.
    """

    outcome: EditOutcome
    why: Message | None = None
    by: str = ""


def as_confirmed(order: EditOrder, confirm: str, trail: EditHistory) -> EditOrder:
    """Return the edit that was confirmed, as it is now or as it was when it began.

    Raises:
        Conflict: it is another one.
    """
    began = trail.began()
    if began is None:
        if edit_id(order.digest) != f"e_{confirm}":
            raise Conflict(message("edit.not_confirmed"))
        return order
    same = began.data["content"] == [each.content for each in order.looked]
    if began.actor != order.requested.by or not same or began.data["kind"] != order.requested.kind:
        raise Conflict(message("edit.not_confirmed"))
    looked = tuple(
        replace(each, seen=seen)
        for each, seen in zip(order.looked, began.data["seen"], strict=True)
    )
    return replace(order, looked=looked, digest=began.data["digest"])


def standing_of(looked: Sequence[Looked]) -> Standing | None:
    """Return why the clusters would not take an edit, None when they would."""
    bad = next((each for each in looked if each.outcome is not Performing.DONE), None)
    if bad is not None:
        stopped = bad.outcome in (Performing.CONFLICT, Performing.GONE)
        outcome = EditOutcome.CONFLICT if stopped else EditOutcome.REFUSED
        why = bad.said or named(bad.outcome)
        kind, name = Called(bad.ref.kind), Called(bad.ref.name)
        return Standing(outcome, message("edit.about", kind=kind, name=name, why=why))
    unknown = [Called(f"{each.ref.kind} {field}") for each in looked for field in each.unknown]
    if unknown:
        fields = Names(tuple(unknown[:MOST_UNKNOWN]))
        return Standing(EditOutcome.REFUSED, message("edit.unknown_fields", fields=fields))
    if not any(each.differences for each in looked):
        return Standing(EditOutcome.NOTHING)
    return None


def told_of(order: EditOrder, standing: Standing, *, dry_run: bool) -> Edit:
    """Return the answer to an edit of which nothing was tried."""
    what = standing.outcome
    objects = tuple(
        EditedObject(each.ref, each.differences, exists=each.exists) for each in order.looked
    )
    may = what.goes_on
    will = outcome_of(what, edit=order.id, by=standing.by, why=standing.why)
    if dry_run and what is EditOutcome.AFTER_APPROVAL:
        will = message("edit.would_ask")
    return Edit(
        id=order.id if may else "",
        kind=order.requested.kind,
        cluster=order.requested.cluster,
        dry_run=dry_run,
        outcome=what,
        will=will,
        confirm=order.id.removeprefix("e_") if may else "",
        objects=objects,
    )


def account_of(order: EditOrder, objects: tuple[EditedObject, ...]) -> Edit:
    """Return what became of an edit that was tried."""
    stopped = next((each for each in objects if not each.is_done), None)
    outcome, why = EditOutcome.DONE, None
    if stopped is not None:
        outcome, why = EditOutcome.BLOCKED, message("edit.guards", guards=Clauses(stopped.guards))
        if stopped.performed is not None:
            refused = stopped.performed is Performing.REFUSED
            outcome = EditOutcome.REFUSED if refused else EditOutcome.CONFLICT
            why = stopped.said or named(stopped.performed)
    will = outcome_of(outcome, edit=order.id, why=why)
    done = sum(each.is_done for each in objects)
    if done and outcome is not EditOutcome.DONE:
        will = message("edit.partly", done=done, all=len(objects), rest=will)
    return Edit(
        id=order.id,
        kind=order.requested.kind,
        cluster=order.requested.cluster,
        dry_run=False,
        outcome=outcome,
        will=will,
        objects=objects,
    )


def cautious_mode(policy: Policy, looked: Sequence[Looked]) -> Mode:
    """Return the most cautious mode of all objects."""
    return min((mode_of(policy, each.ref) for each in looked), key=tuple(Mode).index)
