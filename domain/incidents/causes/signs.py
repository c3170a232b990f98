"""What fails, seen from inside: lines of the log, probes, exits, load, autoscalers (RBK-18)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from domain.common.messages import Called, Percent, message
from domain.incidents.causes.causes import Cause, CauseKind, Certainty, Proof, Standing
from domain.incidents.causes.scene import Scene, by_event, by_line, by_pod, foreign

_DNS = re.compile(
    r"no such host|SERVFAIL|name resolution|could not resolve|NXDOMAIN", re.IGNORECASE
)
_EXPIRED = re.compile(
    r"certificate (?:has )?expired|x509: certificate|CERT_HAS_EXPIRED", re.IGNORECASE
)
_REFUSED_LOGIN = re.compile(
    r"\b40[13]\b|access denied for user|password authentication failed|invalid credentials",
    re.IGNORECASE,
)
_UNREACHED = re.compile(
    r"refused|timed? ?out|unreachable|no route|reset by peer|cannot connect|not ready",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?<![\w.:-])((?:\d{1,3}(?:\.\d{1,3}){3}|[A-Za-z][\w.-]{1,120}):\d{2,5})\b")
_ERROR = re.compile(r"\b(?:fatal|panic|error|exception|critical|warn(?:ing)?)\b", re.IGNORECASE)
_FULL = 0.9
_THROTTLED, _MOST_THROTTLED = "cpu_throttled", 0.25
_SCALED = timedelta(minutes=10)


def signs(scene: Scene) -> Iterator[Cause]:
    """Yield what the workload itself and what serves it tell."""
    for rule in (
        _dependency,
        _dns,
        _certificate,
        _credential,
        _autoscaler,
        _throttled,
        _load,
        _probe,
        _crash,
    ):
        found = rule(scene)
        if found is not None:
            yield found


def _found(kind: CauseKind, certainty: Certainty, *proofs: Proof | None, about: str = "") -> Cause:
    said = tuple(each for each in proofs if each is not None)
    moments = [each.at for each in said if each.at is not None]
    return Cause(
        kind=kind,
        certainty=certainty,
        standing=Standing.SYMPTOM,
        proofs=said,
        about=about,
        at=min(moments, default=None),
    )


def _dependency(scene: Scene) -> Cause | None:
    """Say which address is not reached; sure only where what serves it has nothing ready."""
    lines = scene.lines(_UNREACHED)
    named = [(each, found[1]) for each in lines if (found := _ADDRESS.search(each)) is not None]
    if not named:
        return None
    address = max({each for _, each in named}, key=lambda one: sum(a == one for _, a in named))
    said = [line for line, each in named if each == address]
    proof = by_line(scene.seen.log_pod, said[-1], len(said))
    host = address.rpartition(":")[0].split(".")[0]
    down = _down(scene, host)
    if down is None:
        return _found(CauseKind.DEPENDENCY, Certainty.PROBABLE, proof, about=address)
    return Cause(
        kind=CauseKind.DEPENDENCY,
        certainty=Certainty.CONFIRMED,
        standing=Standing.MECHANISM,
        proofs=(proof, down),
        about=address,
        at=down.at,
    )


def _down(scene: Scene, host: str) -> Proof | None:
    """Return what says that nothing of a host serves."""
    for each in scene.seen.services:
        if each.name == host and each.ready == 0:
            return Proof(message("proof.no_endpoints", service=Called(host)), each.changed_at)
    for other in scene.seen.neighbours:
        if other.name == host and other.ready == 0:
            said = message(
                "proof.neighbour", name=Called(host), ready=other.ready, wanted=other.wanted
            )
            return Proof(said, other.since)
    return None


def _dns(scene: Scene) -> Cause | None:
    lines = scene.lines(_DNS)
    if not lines:
        return None
    return _found(
        CauseKind.DNS, Certainty.PROBABLE, by_line(scene.seen.log_pod, lines[-1], len(lines))
    )


def _certificate(scene: Scene) -> Cause | None:
    lines = scene.lines(_EXPIRED)
    if not lines:
        return None
    proof = by_line(scene.seen.log_pod, lines[-1], len(lines))
    return _found(CauseKind.CERTIFICATE, Certainty.PROBABLE, proof)


def _credential(scene: Scene) -> Cause | None:
    """Say so only after a Secret of the workload changed: refusals alone happen every day."""
    lines = scene.lines(_REFUSED_LOGIN)
    secret = next(
        (e for e in scene.seen.configs if e.kind == "Secret" and e.changed_at is not None), None
    )
    if not lines or secret is None or secret.changed_at is None:
        return None
    if secret.changed_at > scene.onset:
        return None
    said = message(
        "proof.config",
        kind=Called(secret.kind),
        name=Called(secret.name),
        manager=Called(secret.manager) if secret.manager else None,
        at_start=secret.at_start,
    )
    line = by_line(scene.seen.log_pod, lines[-1], len(lines))
    about = f"Secret/{secret.name}"
    return _found(
        CauseKind.CREDENTIAL, Certainty.PROBABLE, line, Proof(said, secret.changed_at), about=about
    )


def _autoscaler(scene: Scene) -> Cause | None:
    scaler = scene.seen.autoscaler
    if scaler is None:
        return None
    at_top = scaler.current >= scaler.maximum
    cut = scaler.scaled_at is not None and scene.onset - _SCALED <= scaler.scaled_at <= scene.onset
    lowered = cut and scaler.desired < scaler.maximum
    pressed = any(each.overloaded for each in scene.seen.pods)
    if not scaler.blind and not (at_top and pressed) and not lowered:
        return None
    said = message(
        "proof.autoscaler",
        name=Called(scaler.name),
        current=scaler.current,
        maximum=scaler.maximum,
        blind=foreign(scaler.blind) if scaler.blind else None,
    )
    proof = Proof(said, scaler.scaled_at)
    return _found(CauseKind.AUTOSCALER, Certainty.PROBABLE, proof, about=scaler.name)


def _load(scene: Scene) -> Cause | None:
    pod = next((each for each in scene.seen.pods if each.overloaded), None)
    full = [each for each in ("cpu", "memory", "saturation") if _is_full(scene, each)]
    if pod is not None:
        return _found(CauseKind.LOAD, Certainty.POSSIBLE, by_pod(pod, "Overloaded", pod.overloaded))
    if not full:
        return None
    return _found(CauseKind.LOAD, Certainty.POSSIBLE, _measured(scene, full[0]))


def _throttled(scene: Scene) -> Cause | None:
    """Say so where probes time out while the processor is held back."""
    event = scene.event("Unhealthy", saying="timeout|deadline exceeded")
    if event is None or scene.measures.get(_THROTTLED, 0) <= _MOST_THROTTLED:
        return None
    proof = _measured(scene, _THROTTLED)
    return _found(CauseKind.THROTTLED, Certainty.PROBABLE, proof, by_event(event))


def _is_full(scene: Scene, name: str) -> bool:
    return scene.measures.get(name, 0) >= _FULL


def _measured(scene: Scene, name: str) -> Proof:
    share = Percent(Decimal(round(100 * scene.measures[name])))
    return Proof(message("proof.measured", name=Called(name), value=share), scene.alerted)


def _probe(scene: Scene) -> Cause | None:
    """Say that it runs and does not answer; a changed probe or a 404 makes it the probe's."""
    event = scene.event("Unhealthy", "ProbeWarning")
    running = [
        pod for pod, each in scene.containers() if not each.waiting and each.exit_code is None
    ]
    if not running:
        return None
    changed = [each for each in scene.changed if "probe" in each or "port" in each]
    errors = scene.lines(_ERROR)
    line = by_line(scene.seen.log_pod, errors[-1]) if errors else None
    if event is None:  # the state of the pod says so, too
        return _found(
            CauseKind.HANGS, Certainty.PROBABLE, by_pod(running[0], "ContainersNotReady"), line
        )
    if changed or re.search(r"statuscode: 404|connection refused", event.told, re.IGNORECASE):
        said = None
        if changed:
            said = Proof(message("proof.changed", changed=foreign("; ".join(changed[:3]))))
        return _found(CauseKind.PROBE, Certainty.PROBABLE, by_event(event), said, line)
    return _found(CauseKind.HANGS, Certainty.PROBABLE, by_event(event), line)


def _crash(scene: Scene) -> Cause | None:
    """Say how it ends, with its last error; why is for its log to say."""
    for pod, each in scene.containers():
        if each.exit_code in (None, 0) or each.exit_reason == "OOMKilled":
            continue
        said = message(
            "proof.exit",
            pod=Called(pod.name),
            code=each.exit_code,
            restarts=each.restarts,
            reason=Called(each.exit_reason) if each.exit_reason else None,
        )
        errors = scene.lines(_ERROR)
        line = by_line(scene.seen.log_pod, errors[-1]) if errors else None
        return _found(
            CauseKind.CRASH,
            Certainty.CONFIRMED,
            Proof(said, each.ended_at),
            line,
            about=str(each.exit_code),
        )
    return None
