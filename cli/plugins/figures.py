"""What processes counted at a plugin, at the terminal, in the reader's language."""

from collections.abc import Mapping, Sequence

from cli.output import note, one_line, say, say_table
from domain.common.readers import Language
from domain.common.time_words import in_zone
from domain.plugins.figures import CallFigures, PluginFigures

SHOWN = 20
"""Tools of one process; `--json` has the 50 that were called most."""

_WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "none": "No process has used {name} since it was registered, changed or restarted.",
        "whose": (
            "Each process counts for itself; the assistant calls tools in a worker. A worker, the "
            "API and MCP over HTTP note theirs every 30 s in which they used it."
        ),
        "process": "{process}, {at}: {health}; {failed} of the newest {newest} requests failed",
        "list": "list of tools: {hits} × remembered, {fetches} × fetched, {failures} × failed",
        "connection": "connection: {state}, opened {opens} ×, idle for {idle:.0f} s",
        "open": "open",
        "closed": "closed",
        "faults": "faults: {kinds}",
        "all": "(all)",
        "more": "… and {count} more tools.",
        "new": "new",
        "active": "active",
        "degraded": "degraded, many requests fail",
        "away": "away, not asked for a while",
        "trying": "being tried again",
    },
    Language.CHINESE: {
        "none": "自从 {name} 注册、更改或进程重启以来，还没有进程用过它。",
        "whose": (
            "每个进程各自计数；助手在 worker 里调用工具。worker、API 和 HTTP 上的 MCP 用到它时，"
            "每 30 秒记录一次。"
        ),
        "process": "{process}，{at}：{health}；最近 {newest} 个请求中 {failed} 个失败",
        "list": "工具列表：用缓存 {hits} 次，获取 {fetches} 次，失败 {failures} 次",
        "connection": "连接：{state}，打开过 {opens} 次，已空闲 {idle:.0f} 秒",
        "open": "打开",
        "closed": "关闭",
        "faults": "故障：{kinds}",
        "all": "（全部）",
        "more": "……另有 {count} 个工具。",
        "new": "尚未使用",
        "active": "正常",
        "degraded": "不稳定，许多请求失败",
        "away": "连不上，暂不询问",
        "trying": "正在重试",
    },
}

_COLUMNS: Mapping[Language, Sequence[str]] = {
    Language.ENGLISH: (
        *("tool", "calls", "done", "tool failed", "faults", "cancelled"),
        *("p50 s", "p95 s", "p99 s", "longest s"),
    ),
    Language.CHINESE: (
        *("工具", "调用", "完成", "工具报错", "故障", "取消"),
        *("p50 秒", "p95 秒", "p99 秒", "最长 秒"),
    ),
}


def say_figures(name: str, found: Sequence[PluginFigures], language: Language, zone: str) -> None:
    """Write what each process counted, the newest first."""
    words = _WORDS[language]
    if not found:
        note(words["none"].format(name=name))
    for figures in found:
        _say_process(figures, language, zone)
    note(words["whose"])


def _say_process(figures: PluginFigures, language: Language, zone: str) -> None:
    words, memory, connection = _WORDS[language], figures.memory, figures.connection
    heading = words["process"].format(
        process=figures.process,
        at=in_zone(figures.noted_at, zone),
        health=words.get(figures.health, figures.health),
        failed=figures.newest_failed,
        newest=figures.newest_requests,
    )
    say(one_line(heading))
    counts = {"hits": memory.hits, "fetches": memory.fetches, "failures": memory.failures}
    say(words["list"].format(**counts))
    state = words["open" if connection.is_open else "closed"]
    opened = {"opens": connection.opens, "idle": connection.idle_seconds}
    say(words["connection"].format(state=state, **opened))
    if kinds := figures.together.fault_kinds:
        each = ", ".join(f"{kind} {count}" for kind, count in kinds.items())
        say(words["faults"].format(kinds=each))
    rows = [_row(words["all"], figures.together)]
    rows += [_row(each.tool, each.figures) for each in figures.tools[:SHOWN]]
    say_table(_COLUMNS[language], rows)
    if figures.tools_in_all > SHOWN:
        note(words["more"].format(count=figures.tools_in_all - SHOWN))


def _row(tool: str, figures: CallFigures) -> tuple[object, ...]:
    counts = (figures.calls, figures.done, figures.tool_failed, figures.faults, figures.cancelled)
    times = (figures.p50_seconds, figures.p95_seconds, figures.p99_seconds, figures.longest_seconds)
    return tool, *counts, *times
