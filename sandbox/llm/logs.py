"""The stand-in's skill with logs: find the topic, count, read a few lines, and tell the numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sandbox.llm.asked import Asked, Result
from sandbox.llm.dialogues import Wanted
from sandbox.llm.periods import DAY, HOUR, period_in

_MOST_TOPICS = 4
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{2,}")
_NO_NAME = re.compile(
    r"(?:which|what|were|was|are|did|does|have|has|had|the|any|there|errors?|logs?|lines|from|with|for|"
    r"last|past|hours?|days?|minutes?|night|today|yesterday|show|find|how|many|and|our|please|"
    r"exceptions?|failures?|services?|happened)",
    re.IGNORECASE,
)
_BAR = re.compile(r"^(\d{4}-\d\d-\d\dT\S+) \d+$")
_LINE = re.compile(r"^(\d{4}-\d\d-\d\dT\S+) \S+ \S+ (.+)$")


def errors(asked: Asked) -> list[Wanted] | str:
    """Find the topic, count and read; when the period was quiet, say when it was not."""
    if not asked.rounds:
        return [Wanted("list_log_topics")]
    name, period = _name_in(asked.question), period_in(asked.question, HOUR)
    if asked.rounds == 1:
        return _counting(asked, name, period.start)
    counts = asked.of("get_log_histogram")
    if asked.rounds == 2 and period.start == HOUR.start and not sum(map(_total, counts)):
        return _counting(asked, name, DAY.start)
    who = name or asked.say("全部服务", "all services")
    when = asked.say(period.chinese, period.english)
    total = sum(_total(each) for each in counts if each.arguments.get("start") == period.start)
    if total:
        said = asked.say(f"{when} {who} 有 {total} 条错误日志", f"{who}: {total} errors in {when}")
        return f"{said}{_where(asked)}{_what(asked)}"
    said = asked.say(f"{when} {who} 没有错误日志", f"{who}: no errors in {when}")
    return f"{said}{_where(asked)}{_earlier(asked, counts)}{_what(asked)}"


def _counting(asked: Asked, name: str, start: str) -> list[Wanted]:
    topics = _topics(asked)
    own = [each for each in topics if name and name in each[1]]
    query = f"service:{name} AND level:ERROR" if name and not own else "level:ERROR"
    calls = []
    for topic, _ in (own or topics)[:_MOST_TOPICS]:
        where = {"topic_id": topic, "query": query, "start": start}
        calls += [Wanted("get_log_histogram", where), Wanted("search_logs", {**where, "limit": 20})]
    return calls


def _earlier(asked: Asked, counts: Sequence[Result]) -> str:
    """Return how many there were in a day, and between when and when."""
    day = [each for each in counts if each.arguments.get("start") == DAY.start]
    bars = sorted(bar[1] for each in day for line in each.lines if (bar := _BAR.match(line)))
    if not bars:
        return asked.say("过去 24 小时也没有。", " There were none in the last 24 hours either.")
    total, width = sum(map(_total, day)), max(map(_width, day))
    begin, end = asked.at(bars[0]), asked.at(bars[-1], timedelta(seconds=width))
    return asked.say(
        f"过去 24 小时共有 {total} 条，都在 {begin} 到 {end} 之间。",
        f" There were {total} in the last 24 hours, all between {begin} and {end}.",
    )


def _what(asked: Asked) -> str:
    """Return the newest line, and the kind of line that is met most among those read."""
    read = [
        found.groups()
        for each in asked.of("search_logs")
        for line in each.lines[1:]
        if (found := _LINE.match(line))
    ]
    if not read:
        return ""
    at, newest = max(read)
    newest_at = asked.at(at)
    [(kind, often)] = Counter(re.sub(r"\d+", "…", text) for _, text in read).most_common(1)
    said = asked.say(
        f"最近一条在 {newest_at}：“{newest}”。", f' The newest is of {newest_at}: "{newest}".'
    )
    if often == 1:
        return said
    return said + asked.say(
        f"读到的 {len(read)} 条里，{often} 条是“{kind}”。",
        f' Of the {len(read)} that I read, {often} say "{kind}".',
    )


def _where(asked: Asked) -> str:
    """Return the topics that had any, else those that were looked into; it ends the sentence."""
    names, looked = dict(_topics(asked)), asked.of("get_log_histogram")
    seen = {str(each.arguments.get("topic_id")) for each in looked if _total(each)}
    seen = seen or {str(each.arguments.get("topic_id")) for each in looked}
    said = asked.say("、", ", ").join(sorted(names[each] for each in seen if each in names))
    return asked.say(f"（日志主题 {said}）。", f" (log topic {said}).")


def _topics(asked: Asked) -> list[tuple[str, str]]:
    """Return (id, name) of each topic."""
    lines = [line.split() for each in asked.of("list_log_topics") for line in each.lines[1:]]
    return [(parts[0], parts[1]) for parts in lines if len(parts) >= 2]


def _name_in(question: str) -> str:
    """Return the service or topic that a question names."""
    return next((each for each in _NAME.findall(question) if not _NO_NAME.fullmatch(each)), "")


def _total(result: Result) -> int:
    found = re.match(r"\D*(\d[\d,]*)", result.lines[0]) if result.lines else None
    return int(found[1].replace(",", "")) if found else 0


def _width(result: Result) -> int:
    """Return the seconds of a bar."""
    found = re.search(r'"interval_seconds":\s*(\d+)', result.text)
    return int(found[1]) if found else 0
