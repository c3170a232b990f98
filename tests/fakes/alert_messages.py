"""Messages as sources send them, about one pod of one shop."""

from datetime import UTC, datetime
from typing import Any

from domain.alerts.forms import FormSettings
from tests.fakes.words import LEXICON

FORMS = FormSettings(LEXICON.faults)
NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
BEGAN = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)


def monitor(**changes: Any) -> dict[str, Any]:
    """Return a metric callback of the Observability Platform; 13:30 in Shanghai is `BEGAN`."""
    return {
        "sessionId": "s-1",
        "alertId": "s-1",
        "alarmStatus": "1",
        "alarmType": "metric",
        "alarmObjInfo": {
            "region": "gz",
            "namespace": "qce/tke2",
            "appId": "1250000000",
            "uin": "100000000001",
            "dimensions": {
                "tke_cluster_instance_id": "cls-3f1k2m9q",
                "namespace": "shop",
                "pod_name": "checkout-7c9-x2",
                "objId": "checkout-7c9-x2",
            },
        },
        "alarmPolicyInfo": {
            "policyId": "policy-abc",
            "policyType": "k8s_pod2",
            "policyName": "pod 内存使用率过高",
            "policyTypeCName": "容器服务-Pod",
            "conditions": {
                "metricName": "K8sPodRateMemUsageRequest",
                "metricShowName": "内存使用率(占 Request)",
                "calcType": ">",
                "calcValue": "90",
                "calcUnit": "%",
                "currentValue": "97",
                "unit": "%",
                "period": "60",
                "periodNum": "1",
            },
        },
        "firstOccurTime": "2026-11-21 13:30:00",
        "durationTime": 1_800,
        "recoverTime": "0",
        **changes,
    }


def monitor_event() -> dict[str, Any]:
    """Return an event callback with what the vendor's own sample has, and lacks."""
    return {
        "sessionId": "s-2",
        "alarmStatus": "1",
        "alarmType": "event",
        "alarmObjInfo": {
            "region": "gz",
            "dimensions": {
                "unInstanceId": "ins-1",
                "deviceName": "web",
                "objDetail": {"deviceLanIp": "10.0.0.7"},
            },
        },
        "alarmPolicyInfo": {
            "policyTypeCName": "云服务器",
            "conditions": {
                "productName": "cvm",
                "eventName": "ping_unreachable",
                "eventShowName": "ping不可达",
                "alarmNotifyType": "",
            },
        },
        "additionalMsg": [{"key": "detail", "value": "lost"}, "odd"],
        "firstOccurTime": "2026-11-21 13:30:00",
        "durationTime": "0",
        "recoverTime": 0,
    }


def cls_message(**changes: Any) -> dict[str, Any]:
    """Return a callback of CLS by our template."""
    return {
        "v": 1,
        "alarm_id": "alarm-1",
        "alarm": "checkout 错误日志过多",
        "notify_type": 1,
        "region": "Guangzhou",
        "topic_id": "topic-1",
        "start_ms": int(BEGAN.timestamp() * 1_000),
        "notify_ms": int(NOW.timestamp() * 1_000),
        "condition": "$1.errors > 5",
        "trigger": "$1.errors=9;",
        "group": "g-1",
        "level": "2",
        "cluster": "cls-3f1k2m9q",
        "namespace": "shop",
        "kind": "Deployment",
        "name": "checkout",
        "fault": "",
        "logs": [[{"content": "boom", "time": 1}]],
        **changes,
    }


def alertmanager(count: int, *, resolved: int = 0) -> dict[str, Any]:
    """Return a webhook message of version 4; the last `resolved` alerts are over."""
    alerts = []
    for number in range(count):
        over = number >= count - resolved
        alerts.append(
            {
                "status": "resolved" if over else "firing",
                "labels": {
                    "alertname": "KubePodCrashLooping",
                    "cluster": "cls-3f1k2m9q",
                    "namespace": "shop",
                    "pod": f"checkout-{number}",
                    "severity": "critical",
                },
                "annotations": {
                    "summary": "Pod is crash looping.",
                    "zhiban_error_rate": "0.25",
                },
                "startsAt": "2026-11-21T05:30:00.000000000Z",
                "endsAt": "2026-11-21T05:55:00Z" if over else "0001-01-01T00:00:00Z",
                "generatorURL": "http://prometheus/graph",
                "fingerprint": f"{number:016x}",
            }
        )
    return {
        "version": "4",
        "groupKey": "{}:{}",
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "zhiban",
        "groupLabels": {},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager",
        "alerts": alerts,
    }


def plain(**changes: Any) -> dict[str, Any]:
    """Return an alert in the plain form."""
    return {
        "name": "checkout 内存溢出",
        "severity": "critical",
        "fault": "out_of_memory",
        "object": {
            "cluster": "cls-3f1k2m9q",
            "namespace": "shop",
            "kind": "Deployment",
            "name": "checkout",
        },
        "started_at": "2026-11-21T13:30:00+08:00",
        "measures": {"users": 1_200, "error_rate": 0.4},
        "text": "Two pods were killed.",
        **changes,
    }
