"""Words for small sets of names: modes, what mutes, what guards and sources say, verbs."""

from domain.alerts.alerts import ReadBack
from domain.clusters.changes import Verb
from domain.clusters.repairs import Mode
from domain.common.readers import Language
from domain.incidents.guards.guards import GuardOutcome
from domain.incidents.suppression import SuppressedBy

MODES: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        Mode.OBSERVE: "只观察",
        Mode.SUGGEST: "只建议",
        Mode.APPROVE: "经人批准后执行",
        Mode.AUTO: "自动执行",
    },
    Language.ENGLISH: {
        Mode.OBSERVE: "only observe",
        Mode.SUGGEST: "only suggest",
        Mode.APPROVE: "do it after an approval",
        Mode.AUTO: "do it alone",
    },
}

MUTED: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        SuppressedBy.SILENCE: "静默",
        SuppressedBy.MAINTENANCE: "维护窗口",
        SuppressedBy.INHIBITION: "上级告警",
    },
    Language.ENGLISH: {
        SuppressedBy.SILENCE: "a silence",
        SuppressedBy.MAINTENANCE: "a maintenance window",
        SuppressedBy.INHIBITION: "a parent's alert",
    },
}

OUTCOMES: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        GuardOutcome.PASSED: "放行",
        GuardOutcome.FAILED: "不放行",
        GuardOutcome.UNKNOWN: "无法确认，按不放行处理",
    },
    Language.ENGLISH: {
        GuardOutcome.PASSED: "passed",
        GuardOutcome.FAILED: "did not pass",
        GuardOutcome.UNKNOWN: "could not be established, which is a no",
    },
}

READ_BACK: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        ReadBack.FIRING: "仍在触发",
        ReadBack.CLEARED: "已恢复",
        ReadBack.NOT_FOUND: "没有这个告警",
        ReadBack.UNKNOWN: "无法核实",
    },
    Language.ENGLISH: {
        ReadBack.FIRING: "it still fires",
        ReadBack.CLEARED: "it is over",
        ReadBack.NOT_FOUND: "there is no such alert",
        ReadBack.UNKNOWN: "nobody can say",
    },
}

VERBS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        Verb.RESTART: "重启",
        Verb.SCALE: "调整副本数",
        Verb.UNDO: "回到旧版本",
        Verb.EVICT: "驱逐 Pod",
        Verb.ISOLATE: "隔离 Pod",
        Verb.RESTORE_CONFIG: "恢复配置",
    },
    Language.ENGLISH: {
        Verb.RESTART: "restart",
        Verb.SCALE: "scale",
        Verb.UNDO: "back to an earlier revision",
        Verb.EVICT: "evict pods",
        Verb.ISOLATE: "isolate pods",
        Verb.RESTORE_CONFIG: "restore configuration",
    },
}
