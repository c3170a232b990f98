"""Controls, the kill switch and policies as sentences, in both languages (RBK-7, ALR-6)."""

from datetime import datetime

from application.common.wording import Localizer, worded_event
from domain.common.readers import Language
from domain.common.time_words import in_zone
from domain.events.events import Event
from domain.incidents.back_testing import NextStep
from domain.incidents.controls import Control, ControlKind, KillSwitch, Scope
from domain.incidents.policy.policies import HoursRule, ModeRule, Policy
from domain.incidents.words.modes import MODES
from domain.incidents.words.words import ACTIONS, NAMES
from domain.schedules.timetables import Timetable

_KILL_SWITCH = {
    Language.CHINESE: {
        "never": "写入从未被放开过：Zhiban 只观察、只说会做什么。管理员可用 set_kill_switch、"
        "`zhiban kill-switch release` 或控制台放开。",
        "engaged": "{by} 自 {at} 起停止了所有写入（{reason}）：告警照常受理，什么都不会被改动。"
        "管理员可以放开总开关。",
        "released": "写入已由 {by} 于 {at} 放开（{reason}）：策略与守卫允许的修复会执行。"
        "任何值班操作员都可以立即停止：set_kill_switch 或 `zhiban kill-switch engage`。",
    },
    Language.ENGLISH: {
        "never": "Writing was never enabled: Zhiban only observes and says what it would do. An "
        "admin can release it with set_kill_switch or `zhiban kill-switch release`.",
        "engaged": "{by} stopped all writing at {at} ({reason}): alerts are handled, nothing is "
        "changed. An admin can release the switch.",
        "released": "Writing was enabled by {by} at {at} ({reason}): repairs run as far as policy "
        "and guards allow. Any operator can stop all of it at once with set_kill_switch or "
        "`zhiban kill-switch engage`.",
    },
}

_EFFECTS = {
    Language.CHINESE: {
        ControlKind.SILENCE: "静默：告警只计数，不通知任何人，也不做任何事",
        ControlKind.MAINTENANCE: "维护窗口：告警只计数；结束时仍在触发的会被重新检查一次",
        ControlKind.FREEZE: "变更冻结：告警照常受理，但不写入任何内容",
    },
    Language.ENGLISH: {
        ControlKind.SILENCE: "Silence: alerts are counted, nobody is told and nothing is done",
        ControlKind.MAINTENANCE: "Maintenance: alerts are counted; what still fires at the end is "
        "looked at once",
        ControlKind.FREEZE: "Freeze: alerts are handled, nothing is written",
    },
}

_CONTROL = {
    Language.CHINESE: "{effect}；范围：{covers}；{when}。由 {by} 设置（{reason}）。{ended}",
    Language.ENGLISH: "{effect}; covers {covers}; {when}. Set by {by} ({reason}). {ended}",
}
_ENDED = {
    Language.CHINESE: ("用 end_control 或 `zhiban controls end` 可提前结束。", "已由 {by} 结束。"),
    Language.ENGLISH: (
        "End it early with end_control or `zhiban controls end`.",
        "It was ended by {by}.",
    ),
}
_WHEN = {
    Language.CHINESE: {
        "until": "{start} 到 {end}",
        "open": "{start} 起，直到有人结束",
        "recurring": "{recurring}，每次 {minutes} 分钟",
    },
    Language.ENGLISH: {
        "until": "from {start} to {end}",
        "open": "from {start} until somebody ends it",
        "recurring": "{recurring}, {minutes} minutes each",
    },
}
_EVERYTHING = {Language.CHINESE: "全部", Language.ENGLISH: "everything"}
_RECURS = {
    Language.CHINESE: "{days} {times}（{zone}）",
    Language.ENGLISH: "{days} at {times} ({zone})",
}
_EVERY_DAY = {Language.CHINESE: "每天", Language.ENGLISH: "every day"}
_DAYS = {
    Language.CHINESE: ("周日", "周一", "周二", "周三", "周四", "周五", "周六"),
    Language.ENGLISH: ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"),
}
_OF_MONTH = {Language.CHINESE: "每月 {days} 日", Language.ENGLISH: "on days {days} of the month"}

_POLICY = {
    Language.CHINESE: {
        "default": "其余一切：{mode}。",
        "rule": "{where}{actions}{score}：{mode}。",
        "score": "（分数 ≥ {least}）",
        "all": "全部动作",
        "where": "{where} 的",
        "anywhere": "任何地方的",
        "hours": "{where}{actions}：只在 {days} {start}–{end} 执行。",
        "owner": "自动修复使用 {person} 的许可。",
        "nobody": "没有指定自动修复使用谁的许可，因此不会自动写入。",
        "on_call": "值班：{people}。",
        "ladder": "阶梯：{actions}。",
        "limits": "两次写入至少间隔 {cooldown:g} 秒；同一目标 {window:g} 秒内至多 {most} 次；"
        "命名空间健康比例不低于 {share:.0%}。",
        "approval": "批准等待 {wait:g} 秒；{own}。",
        "own": "可以批准自己的请求",
        "other": "不能批准自己的请求",
    },
    Language.ENGLISH: {
        "default": "Everything else: {mode}.",
        "rule": "{where}{actions}{score}: {mode}.",
        "score": " from score {least} on",
        "all": "all actions",
        "where": "In {where}, ",
        "anywhere": "Anywhere, ",
        "hours": "{where}{actions}: only {days} {start}–{end}.",
        "owner": "Repairs without a request use the permission of {person}.",
        "nobody": "Nobody's permission is named for repairs, so none is done without a request.",
        "on_call": "On call: {people}.",
        "ladder": "Ladder: {actions}.",
        "limits": "At least {cooldown:g} s between two writes on a target, at most {most} within "
        "{window:g} s; at least {share:.0%} of a namespace must be healthy.",
        "approval": "An approval is waited for {wait:g} s; {own}.",
        "own": "who asked may approve",
        "other": "who asked may not approve",
    },
}


def kill_switch_said(switch: KillSwitch, zone: str, language: Language) -> str:
    """Return what is blocked, by whom, since when, and how to change it."""
    words = _KILL_SWITCH[language]
    if switch.at is None:
        return words["never"]
    told = words["engaged" if switch.engaged else "released"]
    return told.format(by=switch.by, at=in_zone(switch.at, zone), reason=switch.reason)


def covers(scope: Scope, language: Language) -> str:
    """Return what a control covers, in a few words."""
    parts = [scope.cluster or "*", scope.namespace or "*", scope.workload or "*"]
    where = "/".join(parts)
    said = _EVERYTHING[language] if where == "*/*/*" else where
    if not scope.faults:
        return said
    chinese = language is Language.CHINESE
    faults = ("、" if chinese else ", ").join(NAMES[language][each] for each in scope.faults)
    return f"{said}（{faults}）" if chinese else f"{said} ({faults})"


def recurs(table: Timetable | None, language: Language) -> str:
    """Return when a control comes again; empty when it does not."""
    if table is None:
        return ""
    times = ", ".join(f"{hour:02}:{minute:02}" for hour in table.hours for minute in table.minutes)
    names = [_DAYS[language][each] for each in table.weekdays]
    days = _EVERY_DAY[language] if len(names) == 7 else ", ".join(names)
    if len(table.days) < 31:
        days = _OF_MONTH[language].format(days=", ".join(str(each) for each in table.days))
    return _RECURS[language].format(days=days, times=times, zone=table.zone)


def control_said(control: Control, zone: str, language: Language) -> str:
    """Return what a control does, to what, when, by whom, and how to end it."""
    still, over = _ENDED[language]
    return _CONTROL[language].format(
        effect=_EFFECTS[language][control.kind],
        covers=covers(control.scope, language),
        when=_when(control, zone, language),
        by=control.by,
        reason=control.reason,
        ended=over.format(by=control.ended_by) if control.ended_by else still,
    )


def policy_said(policy: Policy, language: Language) -> list[str]:
    """Return what a policy means, rule by rule in the order in which they count."""
    words = _POLICY[language]
    owner = "owner" if policy.on_behalf_of else "nobody"
    limits, approval = policy.limits, policy.approval
    lines = [_mode_said(each, language) for each in policy.modes]
    lines.append(words["default"].format(mode=MODES[language][policy.default_mode]))
    lines += [_hours_said(each, language) for each in policy.hours]
    lines.append(words[owner].format(person=policy.on_behalf_of))
    if policy.on_call:
        lines.append(words["on_call"].format(people=", ".join(policy.on_call)))
    ladder = " → ".join(ACTIONS[language][each] for each in policy.ladder)
    lines.append(words["ladder"].format(actions=ladder))
    lines.append(
        words["limits"].format(
            cooldown=limits.cooldown_seconds,
            window=limits.window_seconds,
            most=limits.most_writes,
            share=limits.least_healthy_share,
        )
    )
    own = words["own" if approval.own_request else "other"]
    return [*lines, words["approval"].format(wait=approval.wait, own=own)]


def course_said(course: NextStep) -> str:
    """Return how an incident went, or would have gone, in a few words."""
    moves = ", ".join(str(each) for each in course.moves) or "nothing"
    called = f"; a person called: {course.called}" if course.called else ""
    waits = f"; waits for its hours: {', '.join(course.waits)}" if course.waits else ""
    unknown = "" if course.is_known else "; what follows is not known"
    return f"score {course.score}: {moves}{called}{waits}{unknown}"


def told_of(event: Event, reader: Localizer) -> tuple[str, str]:
    """Return the title and the text of an event in a reader's words."""
    said = worded_event(event, reader.words, reader.reader).data
    return str(said.get("title", "")), str(said.get("text", ""))


def _when(control: Control, zone: str, language: Language) -> str:
    words = _WHEN[language]
    if control.recurring is not None:
        again = recurs(control.recurring, language)
        return words["recurring"].format(recurring=again, minutes=control.minutes)
    start = in_zone(control.start, zone)
    if control.end is None:
        return words["open"].format(start=start)
    return words["until"].format(start=start, end=in_zone(control.end, zone))


def _mode_said(rule: ModeRule, language: Language) -> str:
    words = _POLICY[language]
    least = words["score"].format(least=rule.least_score) if rule.least_score else ""
    return words["rule"].format(
        where=_where(rule.cluster, rule.namespace, rule.workload, language),
        actions=_actions(rule, language),
        score=least,
        mode=MODES[language][rule.mode],
    )


def _hours_said(rule: HoursRule, language: Language) -> str:
    return _POLICY[language]["hours"].format(
        where=_where("", rule.namespace, "", language),
        actions=_actions(rule, language),
        days=", ".join(_DAYS[language][each] for each in rule.weekdays),
        start=_wall(rule.start),
        end=_wall(rule.end),
    )


def _where(cluster: str, namespace: str, workload: str, language: Language) -> str:
    words = _POLICY[language]
    if not (cluster or namespace or workload):
        return words["anywhere"]
    return words["where"].format(
        where="/".join(each or "*" for each in (cluster, namespace, workload))
    )


def _actions(rule: ModeRule | HoursRule, language: Language) -> str:
    named = ", ".join(ACTIONS[language][each] for each in rule.actions)
    return named or _POLICY[language]["all"]


def _wall(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def moment_or_open(moment: datetime | None, zone: str) -> str:
    """Return a moment on the wall in `zone`; empty for none."""
    return in_zone(moment, zone) if moment else ""
