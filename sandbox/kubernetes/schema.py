"""Which fields workloads and services have; what is not among them was misspelt.

An API server drops unknown fields, or refuses them when it is asked to be strict.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.kinds import Kind

Shape: TypeAlias = Mapping[str, Any]


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split())


_CONTAINER = _plain(
    "name image command args workingDir ports envFrom env resources resizePolicy restartPolicy "
    "volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle "
    "terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin "
    "stdinOnce tty restartPolicyRules"
)
_POD = _plain(
    "volumes initContainers ephemeralContainers restartPolicy terminationGracePeriodSeconds "
    "activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount "
    "automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace "
    "securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations "
    "hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName "
    "enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os "
    "hostUsers schedulingGates resourceClaims resources"
) | {"containers": _CONTAINER, "initContainers": _CONTAINER}
_TEMPLATE = {"template": {"metadata": None, "spec": _POD}}
_DEPLOYMENT = _TEMPLATE | _plain(
    "replicas selector strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds"
)
_JOB = _TEMPLATE | _plain(
    "parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit "
    "backoffLimitPerIndex maxFailedIndexes selector manualSelector ttlSecondsAfterFinished "
    "completionMode suspend podReplacementPolicy managedBy"
)
_SPECS: Mapping[Kind, Shape] = {
    kinds.DEPLOYMENT: _DEPLOYMENT
    | {"strategy": {"type": None, "rollingUpdate": _plain("maxSurge maxUnavailable")}},
    kinds.REPLICA_SET: _TEMPLATE | _plain("replicas selector minReadySeconds"),
    kinds.STATEFUL_SET: _TEMPLATE
    | _plain(
        "replicas selector serviceName volumeClaimTemplates podManagementPolicy updateStrategy "
        "revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals"
    ),
    kinds.DAEMON_SET: _TEMPLATE
    | _plain("selector updateStrategy minReadySeconds revisionHistoryLimit"),
    kinds.POD: _POD,
    kinds.SERVICE: _plain(
        "ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP "
        "loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort "
        "publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy "
        "allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution"
    ),
    kinds.NETWORK_POLICY: _plain("podSelector ingress egress policyTypes"),
    kinds.INGRESS: _plain("ingressClassName defaultBackend tls rules"),
    kinds.CRON_JOB: _plain(
        "schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend "
        "successfulJobsHistoryLimit failedJobsHistoryLimit"
    )
    | {"jobTemplate": {"metadata": None, "spec": _JOB}},
}


def known_part(kind: Kind, item: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return an object without the fields that its kind does not have, and their paths."""
    shape = _SPECS.get(kind)
    spec = item.get("spec")
    if shape is None or not isinstance(spec, Mapping):
        return dict(item), []
    unknown = list(_unknown(spec, shape, "spec"))
    return {**item, "spec": _known(spec, shape) if unknown else spec}, unknown


def _unknown(value: Any, shape: Shape | None, path: str) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _unknown(one, shape, f"{path}[{number}]")
    elif isinstance(value, Mapping) and shape is not None:
        for key, one in value.items():
            if key in shape:
                yield from _unknown(one, shape[key], f"{path}.{key}")
            else:
                yield f"{path}.{key}"


def _known(value: Any, shape: Shape | None) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return [_known(one, shape) for one in value]
    if isinstance(value, Mapping) and shape is not None:
        return {key: _known(one, shape[key]) for key, one in value.items() if key in shape}
    return value
