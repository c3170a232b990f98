"""Going back to an earlier revision: which one, and of which workloads.

"Earlier" is decided by when a template was first run, not by its number: a revision that is used
again gets a new number, so the second highest number can be the very release that was rolled back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.clusters.clusters import Revision, Workload
from domain.clusters.repairs import SkipReason
from domain.common.messages import Called, message
from domain.incidents.ladder.views import View, Why

MOST_SIBLINGS = 10
"""Workloads of one application in a full rollback; each has to be locked and checked."""


@dataclass(frozen=True)
class GoingBack:
    """One workload and the revision that it goes back to."""

    workload: Workload
    revision: Revision


def earlier_revision(
    workload: Workload, *, began: datetime | None = None, number: int = 0
) -> Revision | None:
    """Return the revision to go back to; None when there is none.

    Args:
        workload: which.
        began: when the fault began: what was first run after that is no way out of it.
        number: go to exactly this one, if its template is another than the one in use; 0: to the
            newest that is earlier than the one in use.
    """
    others = [each for each in workload.revisions if _differs(each, workload)]
    if number:
        return next((each for each in others if each.number == number), None)
    here = _in_use(workload)
    candidates = [
        each
        for each in others
        if (here is None or _age(each) < _age(here)) and (began is None or each.created_at < began)
    ]
    return max(candidates, key=_age, default=None)


def why_not_rollback(view: View) -> Why | None:
    """Say why this workload cannot go back; None when it can."""
    if view.workload.paused:
        return Why(SkipReason.ROLLOUT_PAUSED)
    number = view.request.revision if view.request else 0
    if earlier_revision(view.workload, began=view.began, number=number) is None:
        kept = message("skip.none_earlier", count=len(view.workload.revisions))
        asked = message("skip.no_such_revision", number=number) if number else kept
        return Why(SkipReason.NO_EARLIER_REVISION, asked)
    return None


def full_rollback(view: View) -> tuple[GoingBack, ...]:
    """Return what goes back together: the target, and siblings that changed before the fault."""
    found = [_going_back(view.workload, view.began)]
    found += [_going_back(each, view.began) for each in changed_siblings(view)]
    return tuple(each for each in found if each is not None)


def changed_siblings(view: View) -> Sequence[Workload]:
    """Return siblings whose revision in use is young enough to have to do with the fault."""
    if view.began is None:
        # Without a beginning nothing can be called recent: what has an earlier revision may count.
        return view.siblings[:MOST_SIBLINGS]
    since = view.began - timedelta(seconds=view.policy.recent_change)
    return [
        each
        for each in view.siblings
        if (here := _in_use(each)) is not None and here.created_at > since
    ][:MOST_SIBLINGS]


def why_not_full_rollback(view: View) -> Why | None:
    """Say why the application cannot go back as a whole; None when it can."""
    application = view.workload.application
    if not application:
        return Why(SkipReason.NO_APPLICATION)
    if "siblings" in view.unread:
        return Why(
            SkipReason.NOT_READABLE, message("skip.siblings", application=Called(application))
        )
    changed = changed_siblings(view)
    held = _held_sibling((view.workload, *changed))
    if held is not None:
        return held
    if not any(_going_back(each, view.began) for each in changed):
        alone = message("skip.nothing_changed", application=Called(application))
        return Why(SkipReason.NO_EARLIER_REVISION, alone)
    return None


def _held_sibling(workloads: Sequence[Workload]) -> Why | None:
    """Half of an application rolled back is worse than none: one that is held holds all."""
    for each in workloads:
        if each.managed_by:
            name, manager = Called(each.ref.name), Called(each.managed_by)
            held = message("skip.sibling_managed", name=name, manager=manager)
            return Why(SkipReason.GITOPS_MANAGED, held)
        if each.paused:
            paused = message("skip.sibling", name=Called(each.ref.name))
            return Why(SkipReason.ROLLOUT_PAUSED, paused)
    return None


def _going_back(workload: Workload, began: datetime | None) -> GoingBack | None:
    revision = earlier_revision(workload, began=began)
    return None if revision is None or workload.replicas == 0 else GoingBack(workload, revision)


def _differs(revision: Revision, workload: Workload) -> bool:
    here = _in_use(workload)
    same = (workload.template_digest, here.template_digest if here else "")
    return bool(revision.uid) and revision.template_digest not in same


def _in_use(workload: Workload) -> Revision | None:
    """Return the revision whose template the workload asks for."""
    same = [each for each in workload.revisions if each.number == workload.revision]
    same += [
        each for each in workload.revisions if each.template_digest == workload.template_digest
    ]
    return same[0] if same else None


def _age(revision: Revision) -> tuple[datetime, int]:
    # Kubernetes counts whole seconds: of two in one second the number decides.
    return revision.created_at, revision.number
