"""Events as Kubernetes noted them."""

from domain.clusters.clusters import ClusterEvent
from integrations.kubernetes.client.objects import LONG_AGO, Json, moment, number, text

MOST_WORDS = 1_000
"""Length of a message; the API server itself allows 1,024."""


def event_of(found: Json) -> ClusterEvent:
    """Return an event; a repeated one is told with its newest time."""
    times = (
        moment(found, "series", "lastObservedTime"),
        moment(found, "lastTimestamp"),
        moment(found, "eventTime"),
        moment(found, "metadata", "creationTimestamp"),
    )
    count = number(found, "series", "count") or number(found, "count", default=1)
    about = (text(found, "involvedObject", "kind"), text(found, "involvedObject", "name"))
    return ClusterEvent(
        at=next((time for time in times if time), LONG_AGO),
        type=text(found, "type"),
        reason=text(found, "reason"),
        object="/".join(about),
        message=text(found, "message")[:MOST_WORDS],
        count=count,
    )
