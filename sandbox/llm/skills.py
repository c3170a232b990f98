"""What the stand-in does with tools when nobody taught it a dialogue: a few questions, done well.

Each skill is a pattern over the question and a rule over the tools that are offered and what they
have answered: it returns the next calls, or the answer. What no skill fits is said in a sentence.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

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
_ALARM = re.compile(r"^\d{4}-\d\d-\d\dT(\d\d:\d\d)\S* (\S+) (\S+?),? .*?: ([^|]+?)(?: \||$)")
_TASK = re.compile(r"^t_\S+ (\w+) ['“\"](.+?)['”\"]")
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
    found = [each.groups() for line in result.plain if (each := _ALARM.match(line))]
    when = period_in(asked.question, DAY)
    if not found:
        return asked.say(f"{when.chinese}没有告警。", f"There were no alarms in {when.english}.")
    on = [name for _, _, state, name in found if state == "firing"]
    names = "、".join(f"“{each}”" for each in on) if asked.chinese else ", ".join(map(_quoted, on))
    total = asked.say(
        f"{when.chinese}有 {len(found)} 次告警，", f"{len(found)} alarms in {when.english}"
    )
    if not on:
        return total + asked.say("都已恢复。", ", all of them are over.")
    return total + asked.say(
        f"{len(on)} 次还没恢复：{names}。", f", {len(on)} still firing: {names}."
    )


def _quoted(text: str) -> str:
    return f'"{text}"'


def _tasks(asked: Asked) -> Step:
    if not asked.rounds:
        return [Wanted("list_background_tasks")]
    lines = [line for each in asked.of("list_background_tasks") for line in each.lines]
    found = [each.groups() for line in lines if (each := _TASK.match(line))]
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
        return " ".join(asked.of("get_weather")[0].lines[:3])
    place = re.search(r"([\u4e00-\u9fff]{2,}?)(?:今天|明天|后天|现在|的|天气)", asked.question)
    named = re.search(r"(?:in|for|of) ([A-Z][\w .-]+?)(?:[?,.]| to| now|$)", asked.question)
    found = place or named
    if found is None:
        return None
    language = asked.say("zh-CN", "en-US")
    return [Wanted("get_weather", {"place": found[1].strip(), "language": language})]


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
