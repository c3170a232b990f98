"""What is said of incidents, in both languages; `incident_events.py` puts it together."""

from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import ActionKind, AttemptState, RepairVerdict
from domain.common.readers import Language
from domain.events.events import EventType
from domain.incidents.incidents import CallReason, Ending

NAMES: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        FaultClass.CRASH_LOOP: "反复崩溃",
        FaultClass.IMAGE_PULL: "镜像拉取失败",
        FaultClass.OUT_OF_MEMORY: "内存不足",
        FaultClass.NOT_READY: "未就绪",
        FaultClass.REPLICA_SHORTAGE: "副本不足",
        FaultClass.ERROR_RATE: "错误率过高",
        FaultClass.LATENCY: "响应过慢",
        FaultClass.SATURATION: "资源饱和",
        FaultClass.CONFIGURATION: "配置错误",
        FaultClass.DEPENDENCY: "依赖故障",
        FaultClass.NODE: "节点故障",
        FaultClass.REQUESTED: "按人的要求处理",
        FaultClass.OTHER: "异常",
    },
    Language.ENGLISH: {
        FaultClass.CRASH_LOOP: "crashes again and again",
        FaultClass.IMAGE_PULL: "cannot pull its image",
        FaultClass.OUT_OF_MEMORY: "runs out of memory",
        FaultClass.NOT_READY: "is not ready",
        FaultClass.REPLICA_SHORTAGE: "has too few replicas",
        FaultClass.ERROR_RATE: "fails too many requests",
        FaultClass.LATENCY: "answers too slowly",
        FaultClass.SATURATION: "is saturated",
        FaultClass.CONFIGURATION: "is configured wrongly",
        FaultClass.DEPENDENCY: "misses what it depends on",
        FaultClass.NODE: "has a node with a problem",
        FaultClass.REQUESTED: "is handled as somebody asked",
        FaultClass.OTHER: "is not well",
    },
}

ACTIONS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        ActionKind.RESTART: "滚动重启",
        ActionKind.REFRESH_CONFIG: "恢复配置",
        ActionKind.SCALE_OUT: "扩容",
        ActionKind.SHIFT_LOAD: "迁走故障节点上的实例",
        ActionKind.ROLLBACK: "版本回滚",
        ActionKind.ISOLATE: "隔离异常实例",
        ActionKind.FULL_ROLLBACK: "整个应用回滚",
        ActionKind.CALL_PERSON: "找人",
    },
    Language.ENGLISH: {
        ActionKind.RESTART: "rolling restart",
        ActionKind.REFRESH_CONFIG: "restore of its configuration",
        ActionKind.SCALE_OUT: "scale-out",
        ActionKind.SHIFT_LOAD: "move away from sick nodes",
        ActionKind.ROLLBACK: "version rollback",
        ActionKind.ISOLATE: "isolation of broken instances",
        ActionKind.FULL_ROLLBACK: "rollback of the whole application",
        ActionKind.CALL_PERSON: "call of a person",
    },
}

REASONS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        CallReason.TOP_BAND: "分数在最高一档，修复同时进行",
        CallReason.EXHAUSTED: "能试的都试过了",
        CallReason.BLOCKED: "守卫或集群不允许写入",
        CallReason.BLIND: "看不到数据，无从判断",
        CallReason.INCONCLUSIVE: "结果无法归因，或有别人在改",
        CallReason.UNRESOLVED: "找不到告警所指的工作负载",
        CallReason.NOT_APPROVED: "没有得到批准",
        CallReason.OBSERVED: "只允许观察：已说明会做什么，没有动手",
        CallReason.FLAPPING: "反复触发又恢复，修复已停下",
        CallReason.ASKED_FOR: "有人要求",
        CallReason.NOT_DONE: "你要求的动作现在无法执行，也没有改做别的",
        CallReason.STOPPED: "它的工作流在 Temporal 里被停止，不会再自动处理",
    },
    Language.ENGLISH: {
        CallReason.TOP_BAND: "its score is in the top band; the repair goes on meanwhile",
        CallReason.EXHAUSTED: "everything that may be tried has been tried",
        CallReason.BLOCKED: "a guard or the cluster does not let us write",
        CallReason.BLIND: "there is no data to judge by",
        CallReason.INCONCLUSIVE: "nobody can say what the repair did, or others write meanwhile",
        CallReason.UNRESOLVED: "the workload that the alert speaks of was not found",
        CallReason.NOT_APPROVED: "nobody approved it",
        CallReason.OBSERVED: "only observing: it was said what would be done, and not done",
        CallReason.FLAPPING: "it comes and goes, so the repair has stopped",
        CallReason.ASKED_FOR: "somebody asked for it",
        CallReason.NOT_DONE: "what you asked for cannot be done now; nothing was done instead",
        CallReason.STOPPED: "its workflow was stopped in Temporal; nothing more is done by itself",
    },
}

ENDS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        Ending.FIXED: "已修复并验证",
        Ending.RECOVERED: "自行恢复",
        Ending.FIXED_BY_OTHERS: "由他人修复",
        Ending.NOT_CONFIRMED: "未获确认",
        Ending.HANDED_OVER: "已交给人处理",
        Ending.ABORTED: "被人中止",
        Ending.MERGED: "并入另一事件",
        Ending.PREVIEWED: "只做预演",
        Ending.NOT_DONE: "所要求的动作无法执行，未动手",
        Ending.STOPPED: "工作流被停止，无人继续",
        AttemptState.VERIFIED: "验证通过",
        AttemptState.FAILED: "验证未通过",
        RepairVerdict.UNKNOWN: "无法判断",
        AttemptState.INCONCLUSIVE: "结果无法归因",
        AttemptState.BLOCKED: "被守卫拦下",
        AttemptState.NOT_APPROVED: "未获批准",
        AttemptState.CONFLICT: "目标已变，未动手",
        AttemptState.REFUSED: "集群拒绝",
        AttemptState.OBSERVED: "只观察，未动手",
        RepairVerdict.HEALTHY: "健康",
        RepairVerdict.UNHEALTHY: "仍不健康",
        "done": "已执行，开始验证",
        "approved": "已批准",
        "denied": "已拒绝",
        "timed_out": "超时无人答复",
        "superseded": "目标已变，问题作废",
    },
    Language.ENGLISH: {
        Ending.FIXED: "fixed and verified",
        Ending.RECOVERED: "recovered by itself",
        Ending.FIXED_BY_OTHERS: "fixed by others",
        Ending.NOT_CONFIRMED: "not confirmed",
        Ending.HANDED_OVER: "handed to a person",
        Ending.ABORTED: "aborted by a person",
        Ending.MERGED: "goes on in another incident",
        Ending.PREVIEWED: "shown, not done",
        Ending.NOT_DONE: "what was asked for could not be done; nothing was",
        Ending.STOPPED: "its workflow was stopped; nobody goes on with it",
        AttemptState.VERIFIED: "verified",
        AttemptState.FAILED: "it did not help",
        RepairVerdict.UNKNOWN: "nobody can say",
        AttemptState.INCONCLUSIVE: "inconclusive",
        AttemptState.BLOCKED: "blocked by a guard",
        AttemptState.NOT_APPROVED: "not approved",
        AttemptState.CONFLICT: "the target had changed; nothing was done",
        AttemptState.REFUSED: "refused by the cluster",
        AttemptState.OBSERVED: "observed only; nothing was done",
        RepairVerdict.HEALTHY: "healthy",
        RepairVerdict.UNHEALTHY: "not healthy",
        "done": "done; now it is checked",
        "approved": "approved",
        "denied": "denied",
        "timed_out": "nobody answered in time",
        "superseded": "the target has changed, the question is void",
    },
}

DEEDS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        "abort": "中止了修复",
        "pause": "暂停了修复",
        "resume": "让修复继续",
        "skip_rung": "跳过当前一级",
        "acknowledge": "接手了它",
        "close": "关闭了它",
        "human_edit": "手动改了目标",
        "resolved": "说已恢复",
        "enable_writes": "允许真正写入",
        "request": "要求再次处理",
    },
    Language.ENGLISH: {
        "abort": "aborted the repair",
        "pause": "paused the repair",
        "resume": "let the repair go on",
        "skip_rung": "skipped a rung",
        "acknowledge": "took it over",
        "close": "closed it",
        "human_edit": "changed the target by hand",
        "resolved": "says that it is over",
        "enable_writes": "allowed it to write",
        "request": "asked for another repair",
    },
}

SAID: dict[Language, dict[EventType, tuple[str, str]]] = {
    Language.CHINESE: {
        EventType.INCIDENT_OPENED: ("{what}", "收到告警“{alert}”，先向来源核实。"),
        EventType.INCIDENT_COUNTED: (
            "{what}：告警累计 {occurrences} 次",
            "已累计 {occurrences} 次。",
        ),
        EventType.INCIDENT_MOVED: ("{what}：{state}", "{state}。"),
        EventType.ALERT_UNCONFIRMED: (
            "告警未获确认：{what}",
            "来源说没有这个告警（{detail}），没有做任何处理。",
        ),
        EventType.INCIDENT_DECIDED: (
            "{what}：{score} 分",
            "评分 {score}，最多自动尝试 {attempts} 次。",
        ),
        EventType.INCIDENT_SUPPRESSED: ("{what}：静默中", "由“{by}”静默；再次检查：{until}。"),
        EventType.INCIDENT_WAITING: ("{what}：等待中", "等待：{waits_for}；最晚到 {until}。"),
        EventType.INCIDENT_ATTEMPTED: (
            "{what}：第 {number} 次尝试，{action}",
            "{action}：{outcome}。{detail}",
        ),
        EventType.INCIDENT_VERIFIED: (
            "{what}：第 {number} 次尝试，{outcome}",
            "{action}之后：{outcome}。{detail}",
        ),
        EventType.INCIDENT_FLAPPING: (
            "{what}：反复触发又恢复",
            "{detail} 平稳之前不再动手，平稳后再通知一次。",
        ),
        EventType.INCIDENT_SETTLED: ("{what}：不再反复", "已平稳；{detail}"),
        EventType.INCIDENT_STEERED: ("{what}：{by} {did}", "{said}"),
        EventType.INCIDENT_ACKNOWLEDGED: ("{what}：{by} 已接手", "{said}"),
        EventType.INCIDENT_CALLED: (
            "需要你处理：{what}",
            "{reason}。分数 {score}，告警 {occurrences} 次。{detail}\n\n{tried}",
        ),
        EventType.INCIDENT_REACHED: ("{what}：已联系上 {people}", "消息已送达（{channel}）。"),
        EventType.INCIDENT_UNREACHED: (
            "谁也没联系上：{what}",
            "{reason}。{detail}会继续尝试；补上账号或地址、修好通道后会自动再发。",
        ),
        EventType.INCIDENT_REFUSED: (
            "没有执行：{place}，{action}",
            "{by} 要求的{action}没有执行：{refusal}。{detail}",
        ),
        EventType.INCIDENT_RELAPSED: (
            "{what}：又发生了",
            "修复后第 {relapses} 次复发，从下一级继续。",
        ),
        EventType.INCIDENT_CLOSED: ("{what}：{ending}", "已关闭：{ending}。{detail}"),
        EventType.APPROVAL_ASKED: (
            "请批准：{what}，{action}",
            "{detail}\n\n第 {hop} 级，{until} 前有效。\n\n```\n{preview}\n```",
        ),
        EventType.APPROVAL_ANSWERED: (
            "{what}：{action}，{outcome}",
            "{action}：{outcome}。{by} {said}",
        ),
        EventType.ROLLBACK_DONE: (
            "{what}：{action}，{outcome}",
            "{what}：{action}，{outcome}。{detail}",
        ),
        EventType.BROADCAST_QUEUED: ("待处理：{what}", "{what}：{reason}，需要人处理。{detail}"),
    },
    Language.ENGLISH: {
        EventType.INCIDENT_OPENED: ("{what}", "Alert '{alert}' came; its source is asked first."),
        EventType.INCIDENT_COUNTED: (
            "{what}: {occurrences} alerts",
            "{occurrences} alerts so far.",
        ),
        EventType.INCIDENT_MOVED: ("{what}: {state}", "{state}."),
        EventType.ALERT_UNCONFIRMED: (
            "Alert not confirmed: {what}",
            "Its source knows of no such alert ({detail}); nothing was done.",
        ),
        EventType.INCIDENT_DECIDED: (
            "{what}: score {score}",
            "Score {score}; at most {attempts} attempts by itself.",
        ),
        EventType.INCIDENT_SUPPRESSED: (
            "{what}: muted",
            "Muted by '{by}'; looked at again at {until}.",
        ),
        EventType.INCIDENT_WAITING: (
            "{what}: waiting",
            "Waits for {waits_for}, until {until} at the latest.",
        ),
        EventType.INCIDENT_ATTEMPTED: (
            "{what}: attempt {number}, {action}",
            "{action}: {outcome}. {detail}",
        ),
        EventType.INCIDENT_VERIFIED: (
            "{what}: attempt {number}: {outcome}",
            "After the {action}: {outcome}. {detail}",
        ),
        EventType.INCIDENT_FLAPPING: (
            "{what}: comes and goes",
            "{detail} Nothing is done until it has settled; you will be told once when it has.",
        ),
        EventType.INCIDENT_SETTLED: ("{what}: settled", "It no longer comes and goes; {detail}"),
        EventType.INCIDENT_STEERED: ("{what}: {by} {did}", "{said}"),
        EventType.INCIDENT_ACKNOWLEDGED: ("{what}: {by} takes it over", "{said}"),
        EventType.INCIDENT_CALLED: (
            "You are needed: {what}",
            "Because {reason}. Score {score}, {occurrences} alerts. {detail}\n\n{tried}",
        ),
        EventType.INCIDENT_REACHED: ("{what}: {people} called", "Accepted by {channel}."),
        EventType.INCIDENT_UNREACHED: (
            "Could not reach anybody: {what}",
            "Because {reason}. {detail} Tried again until an address or a channel works.",
        ),
        EventType.INCIDENT_REFUSED: (
            "Not done: {place}, {action}",
            "The {action} that {by} asked for was not done: {refusal}. {detail}",
        ),
        EventType.INCIDENT_RELAPSED: (
            "{what}: it is back",
            "Relapse {relapses} after a fix; it goes on at the next rung.",
        ),
        EventType.INCIDENT_CLOSED: ("{what}: {ending}", "Closed: {ending}. {detail}"),
        EventType.APPROVAL_ASKED: (
            "Please approve: {what}, {action}",
            "{detail}\n\nHop {hop}, open until {until}.\n\n```\n{preview}\n```",
        ),
        EventType.APPROVAL_ANSWERED: (
            "{what}: {action}, {outcome}",
            "{action}: {outcome}. {by} {said}",
        ),
        EventType.ROLLBACK_DONE: (
            "{what}: {action}, {outcome}",
            "{what}: {action}, {outcome}. {detail}",
        ),
        EventType.BROADCAST_QUEUED: (
            "To be handled: {what}",
            "{what}: {reason}; a person is needed. {detail}",
        ),
    },
}

SAID_OF_REQUESTS: dict[Language, dict[EventType, tuple[str, str]]] = {
    Language.CHINESE: {
        EventType.INCIDENT_OPENED: ("{what}", "{asker} 要求{asked}：{why}"),
        EventType.INCIDENT_CALLED: ("需要你处理：{what}", "{reason}。{detail}\n\n{tried}"),
    },
    Language.ENGLISH: {
        EventType.INCIDENT_OPENED: ("{what}", "{asker} asks for a {asked}: {why}"),
        EventType.INCIDENT_CALLED: (
            "You are needed: {what}",
            "Because {reason}. {detail}\n\n{tried}",
        ),
    },
}
"""What is said instead where a person asked: there is no alert to count, and no score decides."""
