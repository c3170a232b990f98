"""The vocabulary of threshold watches in both languages; `threshold_findings.py` speaks it."""

from datetime import timedelta

from domain.common.readers import Language
from domain.watches.metric_memory import Level
from domain.watches.metrics.news import Kind, Reason
from domain.watches.metrics.options import Operator

RULES = {
    Language.CHINESE: {
        Operator.ABOVE: "高于 {threshold}",
        Operator.AT_LEAST: "不低于 {threshold}",
        Operator.BELOW: "低于 {threshold}",
        Operator.AT_MOST: "不高于 {threshold}",
        Operator.EQUAL: "等于 {threshold}",
        Operator.NOT_EQUAL: "不等于 {threshold}",
        Operator.IN_RANGE: "在 {low} 到 {high} 之间",
        Operator.OUTSIDE_RANGE: "不在 {low} 到 {high} 之间",
        Operator.CHANGE_BY: "{over}内变化达到 {threshold}",
        Operator.CHANGE_BY_PERCENT: "{over}内变化达到 {percent}",
        Operator.ANOMALY: "偏离平常的范围",
    },
    Language.ENGLISH: {
        Operator.ABOVE: "above {threshold}",
        Operator.AT_LEAST: "at or above {threshold}",
        Operator.BELOW: "below {threshold}",
        Operator.AT_MOST: "at or below {threshold}",
        Operator.EQUAL: "equal to {threshold}",
        Operator.NOT_EQUAL: "other than {threshold}",
        Operator.IN_RANGE: "between {low} and {high}",
        Operator.OUTSIDE_RANGE: "outside {low} to {high}",
        Operator.CHANGE_BY: "a change of {threshold} or more within {over}",
        Operator.CHANGE_BY_PERCENT: "a change of {percent} or more within {over}",
        Operator.ANOMALY: "outside its usual range",
    },
}

TITLES: dict[Language, dict[Kind | Reason, str]] = {
    Language.CHINESE: {
        Kind.BREACHED: "{name}{value}，触发规则：{rule}",
        Kind.REMINDED: "{name}仍未恢复：{value}，已持续 {lasted}",
        Kind.CLEARED: "{name}已恢复：{value}",
        Kind.NO_DATA: "{name}没有新数据",
        Kind.FLAPPING: "{name}反复触发又恢复",
        Kind.SETTLED: "{name}不再反复，目前{level}",
        Reason.DATA_BACK: "{name}又有数据了：{value}",
        Reason.LACK_COUNTS_AS_OK: "{name}没有新数据，视为恢复",
        Reason.RULE_CHANGED: "{name}的规则已改变，先前的告警不再有效",
    },
    Language.ENGLISH: {
        Kind.BREACHED: "{name} is {value}; the rule was: {rule}",
        Kind.REMINDED: "{name} is still not back: {value}, for {lasted} so far",
        Kind.CLEARED: "{name} is back: {value}",
        Kind.NO_DATA: "{name} has no new data",
        Kind.FLAPPING: "{name} keeps crossing its threshold",
        Kind.SETTLED: "{name} no longer goes back and forth; it is {level}",
        Reason.DATA_BACK: "{name} has data again: {value}",
        Reason.LACK_COUNTS_AS_OK: "{name} is without data, which counts as being back",
        Reason.RULE_CHANGED: "{name} has a new rule; what it told before no longer holds",
    },
}

REASONS = {
    Language.CHINESE: {
        Reason.HELD: "已超出规则 {hold}。",
        Reason.LACK_COUNTS_AS_OK: "一直没有新数据，按设置视为恢复。",
        Reason.DATA_BACK: "数据恢复了。",
        Reason.NO_NEW_VALUE: "没有数据不等于正常。",
        Reason.NEVER_A_VALUE: "从开始监控起还没有取到过数值。没有数据不等于正常。",
        Reason.TOO_MANY_CHANGES: "{window}内变化 {changes} 次。"
        "平稳之前不再逐次通知，之后会再通知一次。",
        Reason.NO_MORE_CHANGES: "{window}内没有再变化。",
        Reason.RULE_CHANGED: "按新的规则重新开始。",
    },
    Language.ENGLISH: {
        Reason.HELD: "It has broken the rule for {hold}.",
        Reason.LACK_COUNTS_AS_OK: "No new data came, which counts as being back, as configured.",
        Reason.DATA_BACK: "Data has come back.",
        Reason.NO_NEW_VALUE: "No data does not mean that all is well.",
        Reason.NEVER_A_VALUE: "No value has been read since the watch began. No data does not mean "
        "that all is well.",
        Reason.TOO_MANY_CHANGES: "It changed {changes} times within {window}. You will not be told "
        "of each change, but once when it has settled.",
        Reason.NO_MORE_CHANGES: "It has not changed for {window}.",
        Reason.RULE_CHANGED: "It begins anew with its new rule.",
    },
}

LABELS = {
    Language.CHINESE: {
        "value": "当前值", "last": "最后的值", "rule": "规则", "former": "之前的值",
        "change": "变化", "usual": "平常的范围", "peak": "期间偏离最远的值", "since": "开始时间",
        "lasted": "持续", "series": "序列", "source": "来源",
    },
    Language.ENGLISH: {
        "value": "Value", "last": "Last value", "rule": "Rule", "former": "Former value",
        "change": "Change", "usual": "Usual range", "peak": "Farthest value", "since": "Since",
        "lasted": "Lasted", "series": "Series", "source": "Source",
    },
}  # fmt: skip

LEVELS = {
    Language.CHINESE: {
        Level.BREACHED: "仍未恢复", Level.NORMAL: "正常", Level.PENDING: "超出规则，尚未达到时长",
        Level.NO_DATA: "没有数据", Level.UNKNOWN: "尚未判断",
    },
    Language.ENGLISH: {
        Level.BREACHED: "not back", Level.NORMAL: "normal",
        Level.PENDING: "breaking its rule, not yet for long", Level.NO_DATA: "without data",
        Level.UNKNOWN: "not judged yet",
    },
}  # fmt: skip


def figure(value: float, unit: str = "") -> str:
    """Return a number as people write it, with its unit; six digits tell values apart."""
    if value == int(value) and abs(value) < 1e15:
        shown = f"{int(value):,}"
    elif 1_000 <= abs(value) < 1e15:
        shown = f"{value:,.2f}"
    else:
        shown = f"{value:.6g}"
    return f"{shown}{'' if unit in ('', '%', '°C') else ' '}{unit}"


def span(length: timedelta, language: Language) -> str:
    """Return a duration in its two largest units."""
    chinese = language is Language.CHINESE
    seconds = max(round(length.total_seconds()), 0)
    if seconds < 60:
        return f"{seconds} 秒" if chinese else f"{seconds} s"
    minutes = seconds // 60
    parts = ((minutes // 1_440, " 天", " d"), (minutes // 60 % 24, " 小时", " h"),
             (minutes % 60, " 分钟", " min"))  # fmt: skip
    shown = [f"{count}{zh if chinese else en}" for count, zh, en in parts if count]
    return " ".join(shown[:2])
