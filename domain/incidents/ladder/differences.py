"""What is another after a repair, with the values that an approver decides by (RBK-17)."""

from collections.abc import Iterator

from domain.clusters.changes import Step, Verb
from domain.clusters.clusters import Workload
from domain.common.messages import Called, Message, Names, message
from domain.common.quoting import shorten
from domain.incidents.evidence import short_image
from domain.incidents.ladder.views import View

MOST_CHANGES = 10
"""Lines of one question; how many more there are is said."""

MOST_PODS = 5
LONGEST_NAME = 60


def differences(view: View, steps: tuple[Step, ...]) -> tuple[Message, ...]:
    """Return what the steps change, one line each: images, counts, pods, configurations."""
    known = {each.ref: each for each in (view.workload, *view.siblings)}
    several = len({each.target for each in steps}) > 1
    lines = [
        line
        for step in steps
        if (workload := known.get(step.target)) is not None
        for line in _of_step(step, workload, named=several)
    ]
    more = len(lines) - MOST_CHANGES
    rest = (message("difference.more", more=more),) if more > 0 else ()
    return (*lines[:MOST_CHANGES], *rest)


def _of_step(step: Step, workload: Workload, *, named: bool) -> Iterator[Message]:
    name = Called(shorten(workload.ref.name, LONGEST_NAME)) if named else None
    match step.verb:
        case Verb.UNDO:
            yield from _images(step, workload, name)
        case Verb.SCALE:
            yield message(
                "difference.replicas", name=name, old=workload.replicas, new=step.replicas
            )
        case Verb.RESTART:
            yield message("difference.restarted", name=name, pods=workload.replicas)
        case Verb.RESTORE_CONFIG:
            config = Called(shorten(step.config, LONGEST_NAME))
            yield message("difference.config", config=config)
        case Verb.EVICT | Verb.ISOLATE:
            pods = Names(tuple(Called(each) for each in step.pods[:MOST_PODS]))
            more = max(len(step.pods) - MOST_PODS, 0)
            yield message("difference.pods", pods=pods, more=more)


def _images(step: Step, workload: Workload, name: Called | None) -> Iterator[Message]:
    """Yield each image that differs between the revision in use and the one gone back to."""
    then = next((each for each in workload.revisions if each.uid == step.revision_uid), None)
    pairs = zip(workload.images, then.images if then else (), strict=False)
    differing = [(old, new) for old, new in pairs if old != new]
    for old, new in differing:
        yield message(
            "difference.image",
            name=name,
            old=Called(short_image(old)),
            new=Called(short_image(new)),
        )
    if not differing:
        yield message(
            "difference.same_images", name=name, now=workload.revision, then=step.revision
        )
