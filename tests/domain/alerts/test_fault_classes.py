"""The class of a fault follows from names by a written table, in both languages."""

import pytest

from domain.alerts.alerts import FaultClass
from domain.alerts.fault_classes import _ORDER, fault_of
from tests.docs.tree import ROOT
from tests.fakes.words import LEXICON

SIGNS = LEXICON.faults


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("KubePodCrashLooping", FaultClass.CRASH_LOOP),
        ("pod_restarts_high", FaultClass.CRASH_LOOP),
        ("Pod 频繁重启", FaultClass.CRASH_LOOP),
        ("K8sPodRestartTotal", FaultClass.CRASH_LOOP),
        ("ImagePullBackOff", FaultClass.IMAGE_PULL),
        ("镜像拉取失败", FaultClass.IMAGE_PULL),
        ("ContainerOOMKilled", FaultClass.OUT_OF_MEMORY),
        ("容器内存溢出", FaultClass.OUT_OF_MEMORY),
        ("KubePodNotReady", FaultClass.NOT_READY),
        ("Pod 未就绪", FaultClass.NOT_READY),
        ("KubeNodeNotReady", FaultClass.NODE),
        ("NodeMemoryPressure", FaultClass.NODE),
        ("节点 CPU 使用率", FaultClass.NODE),
        ("KubeDeploymentReplicasMismatch", FaultClass.REPLICA_SHORTAGE),
        ("K8sWorkloadAbnormal", FaultClass.REPLICA_SHORTAGE),
        ("副本数不足", FaultClass.REPLICA_SHORTAGE),
        ("HighErrorRate", FaultClass.ERROR_RATE),
        ("接口 5xx 告警", FaultClass.ERROR_RATE),
        ("错误率超过 5%", FaultClass.ERROR_RATE),
        ("HighRequestLatency", FaultClass.LATENCY),
        ("p99 响应时间", FaultClass.LATENCY),
        ("CPUThrottlingHigh", FaultClass.SATURATION),
        ("内存使用率过高", FaultClass.SATURATION),
        ("KubePersistentVolumeFillingUp", FaultClass.SATURATION),
        ("CreateContainerConfigError", FaultClass.CONFIGURATION),
        ("配置错误", FaultClass.CONFIGURATION),
        ("MySQLConnectionPoolExhausted", FaultClass.DEPENDENCY),
        ("上游依赖不可用", FaultClass.DEPENDENCY),
        ("Something", FaultClass.OTHER),
        ("", FaultClass.OTHER),
    ],
)
def test_a_rule_is_sorted_by_the_words_of_its_name(name, fault):
    """ALR-3."""
    assert fault_of(name, {}, {}, SIGNS) is fault


def test_a_label_of_ours_wins_and_any_other_is_passed_over():
    """ALR-3, SEC-4: honoured only when it is one of our words."""
    assert fault_of("HighErrorRate", {"fault": "latency"}, {}, SIGNS) is FaultClass.LATENCY
    assert (
        fault_of("HighErrorRate", {"fault": "Latency; roll back"}, {}, SIGNS)
        is FaultClass.ERROR_RATE
    )
    assert fault_of("HighErrorRate", {"fault": "requested"}, {}, SIGNS) is FaultClass.ERROR_RATE


def test_metric_and_event_names_count_beside_the_rules_own():
    """ALR-3."""
    assert fault_of("告警 7", {"metric": "K8sPodRestartTotal"}, {}, SIGNS) is FaultClass.CRASH_LOOP
    assert fault_of("告警 8", {"summary": "crash loop"}, {}, SIGNS) is FaultClass.OTHER


def test_what_was_measured_decides_when_no_word_does():
    """ALR-3."""
    assert fault_of("x", {}, {"error_rate": 0.1}, SIGNS) is FaultClass.ERROR_RATE
    assert fault_of("x", {}, {"cpu": 0.1}, SIGNS) is FaultClass.SATURATION


def test_every_class_that_words_can_tell_has_some():
    """ALR-3: a misspelt class in a file would never be found."""
    assert set(SIGNS) == set(_ORDER)


def test_the_page_has_the_table_as_it_is():
    """ALR-3: people can look up where their alert goes."""
    page = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
    for fault, signs in SIGNS.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{fault}` |")]
        assert [sign for sign in signs if sign not in row] == []
