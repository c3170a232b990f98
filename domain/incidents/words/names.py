"""Short words for names of incidents, answers, sources and controls, as they stand in tables.

Whole sentences about the same names are in `explaining_en.py`, `explaining_zh.py` and
`incident_words.py`. Machines get the names themselves.
"""

from collections.abc import Mapping
from typing import Any

from domain.alerts.alerts import AlertSource
from domain.common.readers import Language
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.controls import ControlKind
from domain.incidents.incidents import IncidentState, Refusal
from domain.incidents.metrics import Goal
from domain.incidents.scores import Band

STATE_NAMES: dict[Language, dict[IncidentState, str]] = {
    Language.CHINESE: {
        IncidentState.CONFIRMING: "核实中",
        IncidentState.SUPPRESSED: "静默中",
        IncidentState.REPAIRING: "修复中",
        IncidentState.WAITING: "等待中",
        IncidentState.AWAITING_APPROVAL: "待批准",
        IncidentState.PAUSED: "已暂停",
        IncidentState.FLAPPING: "反复中",
        IncidentState.RELAPSE_WATCH: "观察复发",
        IncidentState.HANDED_OVER: "已交给人",
        IncidentState.CLOSED: "已关闭",
    },
    Language.ENGLISH: {
        IncidentState.CONFIRMING: "being confirmed",
        IncidentState.SUPPRESSED: "muted",
        IncidentState.REPAIRING: "under repair",
        IncidentState.WAITING: "waiting",
        IncidentState.AWAITING_APPROVAL: "needs approval",
        IncidentState.PAUSED: "paused",
        IncidentState.FLAPPING: "comes and goes",
        IncidentState.RELAPSE_WATCH: "watched for a relapse",
        IncidentState.HANDED_OVER: "with a person",
        IncidentState.CLOSED: "closed",
    },
}

BAND_NAMES: dict[Language, dict[Band, str]] = {
    Language.CHINESE: {
        Band.AGGRESSIVE: "最高档",
        Band.STANDARD: "标准档",
        Band.CONSERVATIVE: "保守档",
        Band.BRIEF: "两次档",
        Band.MINIMAL: "一次档",
    },
    Language.ENGLISH: {
        Band.AGGRESSIVE: "top",
        Band.STANDARD: "standard",
        Band.CONSERVATIVE: "conservative",
        Band.BRIEF: "brief",
        Band.MINIMAL: "minimal",
    },
}

ANSWERS: dict[Language, dict[ApprovalState, str]] = {
    Language.CHINESE: {
        ApprovalState.PENDING: "等待答复",
        ApprovalState.APPROVED: "已批准",
        ApprovalState.DENIED: "已拒绝",
        ApprovalState.TIMED_OUT: "超时无人答复",
        ApprovalState.SUPERSEDED: "目标已变，问题作废",
    },
    Language.ENGLISH: {
        ApprovalState.PENDING: "waits for an answer",
        ApprovalState.APPROVED: "approved",
        ApprovalState.DENIED: "denied",
        ApprovalState.TIMED_OUT: "nobody answered in time",
        ApprovalState.SUPERSEDED: "the target has changed, the question is void",
    },
}

REFUSALS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        Refusal.NOT_DONE: "现在无法执行，也没有改做别的",
        Refusal.NOT_APPROVED: "没有得到批准",
        Refusal.TOO_MANY_WAIT: "同一目标已有太多要求在排队，请等它们处理完再提",
        Refusal.STOPPED: "处理它的工作流被停止",
    },
    Language.ENGLISH: {
        Refusal.NOT_DONE: "it cannot be done now, and nothing else was done instead",
        Refusal.NOT_APPROVED: "nobody approved it",
        Refusal.TOO_MANY_WAIT: "too many requests wait for this target; ask again after them",
        Refusal.STOPPED: "the workflow that would have served it was stopped",
    },
}

CONTROL_NAMES: dict[Language, dict[ControlKind, str]] = {
    Language.CHINESE: {
        ControlKind.SILENCE: "静默",
        ControlKind.MAINTENANCE: "维护窗口",
        ControlKind.FREEZE: "变更冻结",
    },
    Language.ENGLISH: {
        ControlKind.SILENCE: "silence",
        ControlKind.MAINTENANCE: "maintenance",
        ControlKind.FREEZE: "freeze",
    },
}

REPAIR_NAMES: dict[Language, dict[str, str]] = {
    Language.CHINESE: {"rollback": "版本回滚", "restart": "滚动重启", "scale": "调整副本数"},
    Language.ENGLISH: {"rollback": "rollback", "restart": "restart", "scale": "scale"},
}
"""What a person may ask for by name, `application/incidents/requests.py::RepairName`."""

SOURCES: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        AlertSource.TENCENT_MONITOR: "腾讯云可观测平台",
        AlertSource.TENCENT_CLS: "日志服务 CLS",
        AlertSource.ALERTMANAGER: "Alertmanager",
        AlertSource.PLAIN: "自己的程序",
        AlertSource.THRESHOLD_WATCH: "阈值监控",
        AlertSource.PERSON: "人",
        "cluster": "集群",
        "threshold watch": "阈值监控",
        "request": "人的要求",
    },
    Language.ENGLISH: {
        AlertSource.TENCENT_MONITOR: "Tencent Cloud Observability Platform",
        AlertSource.TENCENT_CLS: "CLS",
        AlertSource.ALERTMANAGER: "Alertmanager",
        AlertSource.PLAIN: "a program of yours",
        AlertSource.THRESHOLD_WATCH: "threshold watch",
        AlertSource.PERSON: "a person",
        "cluster": "the cluster",
        "threshold watch": "threshold watch",
        "request": "a person's request",
    },
}
"""Where an alert comes from, and who answered when it was asked again."""

GOALS: dict[Language, dict[Goal, str]] = {
    Language.CHINESE: {
        Goal.REACHED: "达到",
        Goal.MISSED: "未达到",
        Goal.NO_DATA: "没有数据",
    },
    Language.ENGLISH: {
        Goal.REACHED: "reached",
        Goal.MISSED: "missed",
        Goal.NO_DATA: "no data",
    },
}


def short(book: Mapping[Language, Mapping[Any, str]], name: object, language: Language) -> str:
    """Return the word for a name; a name that is not known here is returned as it is."""
    return book[language].get(name, str(name))
