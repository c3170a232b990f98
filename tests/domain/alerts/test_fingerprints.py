"""One fault of one workload is one incident; what has no owner is kept by itself."""

from dataclasses import replace

from domain.alerts.alerts import AlertSource, FaultClass
from domain.alerts.fingerprints import fingerprint_of, named_workload
from domain.clusters.clusters import ObjectRef, WorkloadKind, WorkloadRef
from tests.fakes.incident_examples import SHOP, an_alert

NODE = ObjectRef("cls-1", "", "Node", "10.0.0.7")


def said(kind: str, name: str) -> ObjectRef:
    return ObjectRef("cls-1", "shop", kind, name)


def test_a_pods_and_its_deployments_alert_of_one_fault_are_one_incident():
    """ALR-3."""
    pod = an_alert(object=said("Pod", "checkout-7c9-x2"), name="pod restarts")
    deployment = an_alert(object=said("Deployment", "checkout"), name="KubePodCrashLooping")
    assert str(fingerprint_of(pod, SHOP)) == str(fingerprint_of(deployment, SHOP))


def test_two_faults_of_one_deployment_are_two_incidents():
    """ALR-3."""
    other = an_alert(fault=FaultClass.LATENCY)
    assert str(fingerprint_of(an_alert(), SHOP)) != str(fingerprint_of(other, SHOP))


def test_names_of_equal_letters_in_other_places_are_not_mixed_up():
    """ALR-3."""
    kinds = [replace(SHOP, kind=WorkloadKind.STATEFUL_SET), replace(SHOP, namespace="shop2")]
    assert len({str(fingerprint_of(an_alert(), each)) for each in (SHOP, *kinds)}) == 3


def test_what_has_no_owner_is_kept_under_what_was_said_of_it():
    """ALR-3: never dropped, never merged."""
    one = an_alert(object=said("Pod", "a"))
    two = an_alert(object=said("Pod", "b"))
    node = an_alert(object=NODE)
    found = {str(fingerprint_of(each, None)) for each in (one, two, node)}
    assert len(found) == 3
    assert all(each.startswith("unresolved/") for each in found)


def test_what_names_nothing_is_kept_under_its_rule():
    """ALR-3: the clouds' rules have ids, the others names."""
    plain = an_alert(object=None, source=AlertSource.PLAIN, key="k1")
    same = an_alert(object=None, source=AlertSource.PLAIN, key="k2")
    other = an_alert(object=None, source=AlertSource.PLAIN, name="another")
    cloud = an_alert(object=None, source=AlertSource.TENCENT_CLS, key="alarm-1|")
    renamed = replace(cloud, name="renamed")

    assert fingerprint_of(plain, None) == fingerprint_of(same, None)
    assert fingerprint_of(plain, None) != fingerprint_of(other, None)
    assert fingerprint_of(cloud, None) == fingerprint_of(renamed, None)


def test_only_workloads_that_can_be_repaired_are_named_by_an_alert():
    """ALR-3."""
    assert named_workload(an_alert(object=said("StatefulSet", "db"))) == WorkloadRef(
        "cls-1", "shop", WorkloadKind.STATEFUL_SET, "db"
    )
    for kind in ("Pod", "ReplicaSet"):
        assert named_workload(an_alert(object=said(kind, "x"))) is None
    assert named_workload(an_alert(object=NODE)) is None
    assert named_workload(an_alert(object=None)) is None
