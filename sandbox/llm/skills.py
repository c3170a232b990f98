"""What the stand-in does with tools when nobody taught it a dialogue: a few questions, done well.

Each skill is a pattern over the question and a rule over the tools that are offered and what they
have answered: it returns the next calls, or the answer. What no skill fits is said in a sentence.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sandbox.llm.asked import Asked, Result, asked_of
from sandbox.llm.dialogues import Wanted
from sandbox.llm.logs import errors
from sandbox.llm.looking import looked
from sandbox.llm.periods import DAY, period_in
from sandbox.llm.writing import refused, remember, scale, watch_page

Step: TypeAlias = "list[Wanted] | str | None"
"""The next calls, the answer, or nothing when the skill cannot help."""

CANNOT = (
    (
        "演示模型只会几样：查错误日志、未结束的故障和告警、后台任务、简报、天气，盯一个网页，调整副本数；"
        "要什么都能问，请设置 ZHIBAN_UP_REAL=model、ZHIBAN_LLM_BASE_URL、"
        "ZHIBAN_LLM_API_KEY 和 ZHIBAN_LLM_MODEL 接上真模型，再运行 zhiban up。"
    ),
    (
        "The demonstration's model knows a few things only: errors in logs, open incidents, "
        "alarms, background tasks, briefings, the weather, watching a page, scaling a workload; to "
        "ask anything, connect a real model with ZHIBAN_UP_REAL=model, "
        "ZHIBAN_LLM_BASE_URL, ZHIBAN_LLM_API_KEY and ZHIBAN_LLM_MODEL, and run zhiban up again."
    ),
)

_INCIDENT = re.compile(r"^i_\S+ (\S+)\s+([^，,。]*)")
_MOST_NAMES = 3
_DAYS = (("今天", "Today"), ("明天", "Tomorrow"))
_TYPES = {
    "web_monitor": ("网页监控", "page"),
    "threshold_watch": ("指标监控", "number"),
    "schedule": ("定时任务", "schedule"),
    "news_digest": ("新闻摘要", "news"),
}


@dataclass(frozen=True)
class Skill:
    """Something that the stand-in can do.

    Attributes:
        asked: how people ask for it.
        needs: tools without which it cannot be done.
    """

    asked: re.Pattern[str]
    needs: frozenset[str]
    step: Callable[[Asked], Step]


def next_step(request: dict[str, object]) -> list[Wanted] | str:
    """Return the next calls, or the answer."""
    asked = asked_of(request)
    if failed := asked.failed:
        return refused(asked, failed)
    for skill in SKILLS:
        if skill.needs <= set(asked.tools) and skill.asked.search(asked.question):
            step = skill.step(asked)
            if step is not None:
                return step
    return looked(asked) or asked.say(*CANNOT)


def _state(asked: Asked) -> Step:
    """Tell what is open, and what has alarmed."""
    if not asked.rounds:
        wanted = ("list_incidents", "list_alarm_records")
        return [Wanted(each) for each in wanted if each in asked.tools]
    said = [_incidents(asked, each) for each in asked.of("list_incidents")]
    said += [_alarms(asked, each) for each in asked.of("list_alarm_records")]
    return asked.say("", " ").join(said)


def _alarmed(asked: Asked) -> Step:
    if not asked.rounds:
        return [Wanted("list_alarm_records", {"start": period_in(asked.question, DAY).start})]
    return "".join(_alarms(asked, each) for each in asked.of("list_alarm_records"))


def _incidents(asked: Asked, result: Result) -> str:
    codes = result.fields.get("incidents")
    states = {
        str(each.get("incident_id")): f"{each.get('fault', '')}, {each.get('state', '')}"
        for each in (codes if isinstance(codes, list) else ())
    }
    found = [_incident(asked, line, states) for line in result.lines if line.startswith("i_")]
    if not found:
        return asked.say("现在没有未结束的故障。", "No incident is open.")
    first = "；".join(found[:3]) if asked.chinese else "; ".join(found[:3])
    more = asked.say("等", " and others") if len(found) > 3 else ""
    return asked.say(
        f"有 {len(found)} 起故障未结束：{first}{more}。", f"{len(found)} open: {first}{more}."
    )


def _incident(asked: Asked, line: str, states: dict[str, str]) -> str:
    found = _INCIDENT.match(line)
    place, what = found.groups() if found else ("", "")
    parts = place.split("/")
    name = f"{parts[1]}/{parts[-1]}" if len(parts) == 4 else place
    said = what if asked.chinese else states.get(line.split(maxsplit=1)[0], "")
    return f"{name} {said.replace('_', ' ')}".strip()


def _alarms(asked: Asked, result: Result) -> str:
    found = result.listed("records") or ()
    when = period_in(asked.question, DAY)
    if not found:
        return asked.say(f"{when.chinese}没有告警。", f"There were no alarms in {when.english}.")
    on, over = (
        [each for each in found if (each.get("state") == "firing") == firing]
        for firing in (True, False)
    )
    many = f"{len(found)} alarm{'s' * (len(found) > 1)}"
    total = asked.say(f"{when.chinese}有 {len(found)} 次告警，", f"{many} in {when.english}")
    if not on:
        names = _names(asked, over)
        return total + asked.say(f"都已恢复：{names}。", f", all of them over: {names}.")
    firing = _names(asked, on)
    said = asked.say(f"{len(on)} 次还没恢复：{firing}", f", {len(on)} still firing: {firing}")
    if over:
        said += asked.say(f"；已恢复：{_names(asked, over)}", f"; over: {_names(asked, over)}")
    return total + said + asked.say("。", ".")


def _names(asked: Asked, alarms: Sequence[Mapping[str, Any]]) -> str:
    """Return the first names of alarms, each once, in quotes."""
    names = list(dict.fromkeys(str(each.get("name")) for each in alarms))[:_MOST_NAMES]
    if asked.chinese:
        return "、".join(f"“{each}”" for each in names)
    return ", ".join(f'"{each}"' for each in names)


def _tasks(asked: Asked) -> Step:
    if not asked.rounds:
        return [Wanted("list_background_tasks")]
    listed = [each.listed("tasks") or () for each in asked.of("list_background_tasks")]
    found = [(str(each.get("type")), str(each.get("name"))) for tasks in listed for each in tasks]
    if not found:
        return asked.say("你还没有后台任务。", "You have no background tasks.")
    named = [
        asked.say(f"“{name}”（{_TYPES[kind][0]}）", f'"{name}" ({_TYPES[kind][1]})')
        for kind, name in found
        if kind in _TYPES
    ]
    number = len(found)
    return asked.say(
        f"你有 {number} 个后台任务：{'、'.join(named)}。",
        f"You have {number} background task{'s' * (number > 1)}: {', '.join(named)}.",
    )


def _briefing(asked: Asked) -> Step:
    """Give today's briefing from its first sentence to the first of its items."""
    if not asked.rounds:
        return [Wanted("get_briefing", {"form": "text"})]
    [result, *_] = asked.of("get_briefing")
    items = [line.removeprefix("- ") for line in result.plain if line.startswith("- ")]
    head = [line for line in result.plain if line.endswith(("。", "."))][:1]
    return "\n".join((*head, *(f"- {each}" for each in items[:4] if each not in head)))


def _weather(asked: Asked) -> Step:
    if asked.rounds:
        return _of_day(asked, asked.of("get_weather")[0])
    place = re.search(r"([\u4e00-\u9fff]{2,}?)(?:今天|明天|后天|现在|的|天气)", asked.question)
    named = re.search(r"(?:in|for|of) ([A-Z][\w .-]+?)(?:[?,.]| to| now|$)", asked.question)
    found = place or named
    if found is None:
        return None
    language = asked.say("zh-CN", "en-US")
    return [Wanted("get_weather", {"place": found[1].strip(), "language": language})]


def _of_day(asked: Asked, result: Result) -> str:
    """Return the forecast of the day that is asked about, in figures; else all that was said."""
    said = re.findall(r"[^。.]+[。.]", " ".join(result.lines))
    days = result.listed("days") or ()
    for ahead, (chinese, english) in enumerate(_DAYS):
        named = chinese if chinese in asked.question else english
        [sentence] = [each.strip() for each in said if each.strip().startswith(named)][:1] or [""]
        if ahead < len(days) and sentence and named.lower() in asked.question.lower():
            sky, place = re.split("[，。,.]", sentence)[0], _place(asked)
            figures = _figures(asked, days[ahead])
            return asked.say(f"{place}{sky}，{figures}。", f"{place}, {sky.lower()}, {figures}.")
    return " ".join(result.lines[:3])


def _figures(asked: Asked, day: Mapping[str, Any]) -> str:
    low, high, rain = (round(float(day.get(each, 0))) for each in ("low", "high", "rain_chance"))
    return asked.say(
        f"{low} 到 {high} ℃，降水概率 {rain}%", f"{low} to {high} °C, {rain}% chance of rain"
    )


def _place(asked: Asked) -> str:
    return str(asked.of("get_weather")[0].arguments.get("place", ""))


def _skill(pattern: str, needs: str, step: Callable[[Asked], Step]) -> Skill:
    return Skill(re.compile(pattern, re.IGNORECASE), frozenset(needs.split()), step)


SKILLS = (
    _skill(r"https?://", "create_background_task", watch_page),
    _skill(r"扩|缩|副本|\bscale\b|replicas", "list_clusters scale_workload", scale),
    _skill(r"^(?:请)?记住|^(?:please )?remember\b", "remember", remember),
    _skill(r"天气|weather", "get_weather", _weather),
    _skill(r"简报|briefing", "get_briefing", _briefing),
    _skill(r"告警|报警|\balarms?\b", "list_alarm_records", _alarmed),
    _skill(
        r"错误|报错|异常|日志|\berrors?\b|exceptions?|\blogs?\b",
        "list_log_topics get_log_histogram search_logs",
        errors,
    ),
    _skill(r"任务|\btasks?\b", "list_background_tasks", _tasks),
    _skill(
        r"going on|how are|what.s up|happening|incident|事件|故障|状况|情况|怎么样|怎样|发生|还好",
        "list_incidents",
        _state,
    ),
)
"""In the order in which they are tried: what changes something is asked for in the clearest way."""
