"""What becomes of an edit: is it the confirmed one, what stands in its way, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from application.cluster_edits.facts import mode_of
from application.cluster_edits.orders import EditOrder
from application.cluster_edits.trails import EditTrail
from domain.cluster_edits.words import preview_of_edit, said_of_edit
from domain.clusters.changes import Performing
from domain.clusters.edits import Edit, EditedObject, EditOutcome, Looked, edit_id
from domain.clusters.repairs import Mode
from domain.common.errors import Conflict
from domain.incidents.policy.policies import Policy
from domain.people.people import Person


@dataclass(frozen=True)
class Standing:
    """What would become of an edit as things are.

    Attributes:
        words: who or what explains that, for the sentence about it.
    """

    outcome: EditOutcome
    words: str = ""


def as_confirmed(order: EditOrder, confirm: str, trail: EditTrail) -> EditOrder:
    """Return the edit that was confirmed, as it is now or as it was when it began.

    Raises:
        Conflict: it is another one.
    """
    began = trail.began()
    if began is None:
        if edit_id(order.digest) != f"e_{confirm}":
            raise Conflict("It is another edit than was confirmed; ask for a preview again.")
        return order
    same = began.data["content"] == [each.content for each in order.looked]
    if began.actor != order.wish.by or not same or began.data["kind"] != order.wish.kind:
        raise Conflict("It is another edit than was confirmed; ask for a preview again.")
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
        return Standing(outcome, f"{bad.ref.kind} {bad.ref.name}: {bad.detail}")
    unknown = [f"{each.ref.kind} {field}" for each in looked for field in each.unknown]
    if unknown:
        return Standing(EditOutcome.REFUSED, f"unknown field {', '.join(unknown[:5])}")
    if not any(each.differences for each in looked):
        return Standing(EditOutcome.NOTHING)
    return None


def told_of(order: EditOrder, person: Person, standing: Standing, *, dry_run: bool) -> Edit:
    """Return the answer to an edit of which nothing was tried."""
    what, words = standing.outcome, standing.words
    objects = tuple(
        EditedObject(each.ref, each.differences, exists=each.exists) for each in order.looked
    )
    may = what.goes_on
    return Edit(
        order.id if may else "",
        order.wish.kind,
        order.wish.cluster,
        dry_run,
        what,
        said_of_edit(what, person.language, identifier=order.id, by=words, detail=words),
        preview_of_edit(order.wish.kind, objects, person.language),
        order.id.removeprefix("e_") if may else "",
        objects,
    )


def account_of(order: EditOrder, person: Person, objects: tuple[EditedObject, ...]) -> Edit:
    """Return what became of an edit that was tried."""
    stopped = next((each for each in objects if not each.is_done), None)
    outcome, detail = EditOutcome.DONE, ""
    if stopped is not None:
        outcome = EditOutcome.BLOCKED
        detail = "; ".join(stopped.guards)
        if stopped.performed is not None:
            refused = stopped.performed is Performing.REFUSED
            outcome = EditOutcome.REFUSED if refused else EditOutcome.CONFLICT
            detail = stopped.detail or stopped.performed
    return Edit(
        order.id,
        order.wish.kind,
        order.wish.cluster,
        dry_run=False,
        outcome=outcome,
        will=said_of_edit(outcome, person.language, detail=detail, objects=objects),
        preview=preview_of_edit(order.wish.kind, objects, person.language),
        objects=objects,
    )


def cautious_mode(policy: Policy, looked: Sequence[Looked]) -> Mode:
    """Return the most cautious mode of all objects."""
    return min((mode_of(policy, each.ref) for each in looked), key=tuple(Mode).index)
