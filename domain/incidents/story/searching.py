"""The words by which an incident is found."""

from domain.common.search_terms import terms_of
from domain.incidents.incidents import Incident
from domain.monitoring.alarms import Severity

MOST_WORDS = 300
"""Of one incident; a text of 2,000 characters may hold more."""

LONGEST_SEARCH = 253
"""Characters of what somebody searches for."""

MOST_SOUGHT = 8
"""Words of one search that count; all of them must be there."""

_RANK = {
    Severity.UNKNOWN: 0,
    Severity.INFO: 1,
    Severity.WARNING: 2,
    Severity.CRITICAL: 3,
}


def words_of(incident: Incident) -> tuple[str, ...]:
    """Return them, each once: what it is about first, then what its newest alert says."""
    alert, owner = incident.newest, incident.owner
    about = [incident.id, alert.name, incident.fault.value]
    if owner is not None:
        about += [owner.name, owner.namespace, owner.cluster, owner.kind.value]
    if alert.object is not None:
        named = alert.object
        about += [named.name, named.namespace, named.cluster, named.kind]
    text = "\n".join([*about, alert.text, *alert.labels.values()])
    return tuple(dict.fromkeys(terms_of(text)))[:MOST_WORDS]


def rank_of(severity: Severity) -> int:
    """Return how bad a severity is, for ordering; what nobody knows comes last."""
    return _RANK[severity]
