"""What the numbers of incidents are called, in both languages (RBK-14)."""

from domain.common.readers import Language
from domain.incidents.metrics import IncidentMetrics

_SPANS = ("detect", "decide", "acknowledge", "act", "fix")

_NAMES: dict[Language, dict[str, str]] = {
    Language.ENGLISH: {
        "incidents": "incidents",
        "open": "open",
        "called": "a person was called",
        "repaired": "repaired",
        "fixed": "fixed and stayed so",
        "success": "success",
        "false_fixes": "fixes that came back",
        "false_fix_share": "share of fixes that came back",
        "attempts": "attempts",
        "writes": "attempts that wrote",
        "detect": "time to detect",
        "decide": "time to decide",
        "acknowledge": "time to acknowledge",
        "act": "time to first action",
        "fix": "time to verified fix",
        "median": "{name}, median",
        "p90": "{name}, p90",
    },
    Language.CHINESE: {
        "incidents": "事件",
        "open": "未关闭",
        "called": "找过人",
        "repaired": "已修复",
        "fixed": "修复后未复发",
        "success": "成功率",
        "false_fixes": "修复后复发",
        "false_fix_share": "复发比例",
        "attempts": "尝试",
        "writes": "动过手的尝试",
        "detect": "发现用时",
        "decide": "决定用时",
        "acknowledge": "接手用时",
        "act": "首次动手用时",
        "fix": "修复并验证用时",
        "median": "{name}，中位数",
        "p90": "{name}，p90",
    },
}

SHARE = "share"
"""The unit of what is shown as a percentage, whatever the language."""

_UNITS = {
    Language.ENGLISH: {"incidents": "incidents", "attempts": "attempts", SHARE: SHARE, "s": "s"},
    Language.CHINESE: {"incidents": "个", "attempts": "次", SHARE: SHARE, "s": "秒"},
}


def numbers_of(
    metrics: IncidentMetrics, language: Language = Language.ENGLISH
) -> list[tuple[str, float | None, str]]:
    """Return the numbers of a period as (name, value, unit), the most telling first."""
    names, units = _NAMES[language], _UNITS[language]
    counted = (
        ("incidents", "incidents"),
        ("open", "incidents"),
        ("called", "incidents"),
        ("repaired", "incidents"),
        ("fixed", "incidents"),
        ("success", SHARE),
        ("false_fixes", "attempts"),
        ("false_fix_share", SHARE),
        ("attempts", "attempts"),
        ("writes", "attempts"),
    )
    spans = [
        (names[which].format(name=names[each]), _of(metrics, each, which), units["s"])
        for which in ("median", "p90")
        for each in _SPANS
    ]
    return [*((names[each], getattr(metrics, each), units[unit]) for each, unit in counted), *spans]


def _of(metrics: IncidentMetrics, span: str, which: str) -> float | None:
    found = getattr(metrics, span)
    return getattr(found, which) if found.count else None
