"""What one incident is about: where, and which class of fault (ALR-3)."""

from domain.alerts.alerts import Alert, AlertSource, Fingerprint
from domain.alerts.forms import rule_of
from domain.clusters.clusters import WorkloadKind, WorkloadRef

_KINDS = frozenset(WorkloadKind)


def fingerprint_of(alert: Alert, owner: WorkloadRef | None) -> Fingerprint:
    """Return the identity of the incident that an alert belongs to.

    The rule's name is no part of it: a pod's alert and its Deployment's alert of one fault are one
    incident. What has no owner is kept by itself, under the very object it named or, when it named
    none, under its rule; it is merged with nothing.
    """
    if owner is not None:
        return Fingerprint(alert.fault, owner=owner)
    if alert.object is not None:
        return Fingerprint(alert.fault, said=alert.object)
    return Fingerprint(alert.fault, alarm=f"{alert.source}:{_rule(alert)}")


def named_workload(alert: Alert) -> WorkloadRef | None:
    """Return the workload that an alert names itself; None for pods, nodes and nothing."""
    said = alert.object
    if said is None or said.kind not in _KINDS:
        return None
    return WorkloadRef(said.cluster, said.namespace, WorkloadKind(said.kind), said.name)


def _rule(alert: Alert) -> str:
    """Return what names the rule at its source: the clouds have ids, others only names."""
    of_cloud = alert.source in {AlertSource.TENCENT_MONITOR, AlertSource.TENCENT_CLS}
    return (rule_of(alert.key) if of_cloud else "") or alert.name
