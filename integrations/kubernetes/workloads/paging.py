"""Lists of workloads, kind by kind, in pages."""

from application.ports.clusters import WorkloadPage
from domain.clusters.clusters import Workload, WorkloadKind, WorkloadRef
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.objects import text
from integrations.kubernetes.client.paths import APPS, PLURALS, is_label, listing
from integrations.kubernetes.workloads.workloads import PART_OF, bare_workload_of

MOST_A_PAGE = 500


async def page_of(
    asking: Asking,
    *,
    namespace: str,
    kinds: tuple[WorkloadKind, ...],
    application: str,
    after: str,
    limit: int,
) -> WorkloadPage:
    """Return a page of workloads; `next_after` names the kind and the server's place in its list.

    Raises:
        InvalidRequest: `application` is no label, or `after` is of no page of ours.
    """
    if application and not is_label(application):
        raise InvalidRequest("application", message("cluster_rule.label"))
    selected = {"labelSelector": f"{PART_OF}={application}"} if application else {}
    kind, place = _begin(kinds, after)
    found: list[Workload] = []
    most = min(max(limit, 1), MOST_A_PAGE)
    for following in kinds[kinds.index(kind) :]:
        path = listing(APPS, PLURALS[following], namespace)
        listed = await asking.list(path, most=most - len(found), after=place, **selected)
        for one in listed.objects:
            within, name = text(one, "metadata", "namespace"), text(one, "metadata", "name")
            found.append(
                bare_workload_of(WorkloadRef(asking.cluster, within, following, name), one)
            )
        place = listed.next_after
        if place or len(found) >= most:
            return WorkloadPage(tuple(found), _next(kinds, following, place))
    return WorkloadPage(tuple(found))


def _begin(kinds: tuple[WorkloadKind, ...], after: str) -> tuple[WorkloadKind, str]:
    if not after:
        return kinds[0], ""
    name, _, place = after.partition(" ")
    kind = next((one for one in kinds if one.value == name), None)
    if kind is None:
        raise InvalidRequest("after", message("cluster_rule.after"))
    return kind, place


def _next(kinds: tuple[WorkloadKind, ...], kind: WorkloadKind, place: str) -> str:
    """Return where the next page begins: in the same kind, in the one after it, or nowhere."""
    if place:
        return f"{kind.value} {place}"
    rest = kinds[kinds.index(kind) + 1 :]
    return f"{rest[0].value} " if rest else ""
