"""What is said around a fault story that is told in a terminal: its beginning and its end."""

import re
from collections.abc import Mapping
from typing import Any

from cli.house import DemoStep
from demonstration.ends import Told
from domain.common.readers import Language
from domain.incidents.incidents import Incident
from domain.incidents.words import explaining_en, explaining_zh
from domain.incidents.words.explaining_en import STATES as STATES_EN
from domain.incidents.words.explaining_zh import STATES as STATES_ZH
from domain.incidents.words.names import STATE_NAMES
from domain.incidents.words.words import ACTIONS, ENDS, REASONS

_WORDS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        "title": "故事 {story}：{title}",
        "watched": "总开关关着：值班只说会做什么，什么都不写。加上 --enable-writes 就能看到修复。",
        "writing": "值班可以写入沙箱的集群；讲完后，总开关恢复原状。",
        "stage": "命名空间 {namespace} 里运行着：{what}。",
        "incident": "事件",
        "end": "结局",
        "score": "评分",
        "tried": "尝试",
        "nothing": "没有动手",
        "first": "首次动手",
        "first_said": "告警后 {seconds:.1f} 秒",
        "calls": "找人",
        "called": "找了 {calls} 次：{reason}",
        "not_called": "没有找人",
        "expected": "符合预期",
        "yes": "是",
        "no": "否：{problems}",
        "look": "查看",
        "next": "接下来",
    },
    Language.ENGLISH: {
        "title": "Story {story}: {title}",
        "watched": "The kill switch is engaged: Zhiban says what it would do and writes nothing. "
        "With --enable-writes you see the repair itself.",
        "writing": "Zhiban may write to the sandbox's cluster; afterwards all is as it was.",
        "stage": "In namespace {namespace} runs: {what}.",
        "incident": "incident",
        "end": "end",
        "score": "score",
        "tried": "tried",
        "nothing": "nothing was written",
        "first": "first action",
        "first_said": "{seconds:.1f} s after the alert",
        "calls": "person",
        "called": "called {calls}×: {reason}",
        "not_called": "nobody was called",
        "expected": "as expected",
        "yes": "yes",
        "no": "no: {problems}",
        "look": "look",
        "next": "next",
    },
}
_STATES = {Language.CHINESE: STATES_ZH, Language.ENGLISH: STATES_EN}

_PROBLEM = re.compile(r"(\w+): expected (.*?),? (?:got|among) (.*)", re.DOTALL)
_NAME = re.compile(r"[a-z_]+")
_SKIPS = {Language.CHINESE: explaining_zh.SKIPS, Language.ENGLISH: explaining_en.SKIPS}
_BOOKS: dict[str, Mapping[Language, Mapping[Any, str]]] = {
    "state": STATE_NAMES,
    "ending": ENDS,
    "called": REASONS,
    "actions": ACTIONS,
    "skipped": _SKIPS,
}
"""What differs, and the words for its names."""

_WHATS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        "state": "状态",
        "ending": "结局",
        "called": "找人的原因",
        "calls": "找人次数",
        "actions": "动作",
        "writes": "写入次数",
        "relapses": "复发次数",
        "skipped": "跳过的原因",
        "attempts": "尝试次数",
    },
    Language.ENGLISH: {
        "ending": "end",
        "called": "reason of the call",
        "skipped": "reasons passed over for",
    },
}
_PROBLEMS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        "difference": "{what}：应为 {wanted}，实为 {got}",
        "no attempt was verified": "没有尝试通过验证",
        "an attempt was verified": "有尝试通过了验证",
        "there is no incident": "没有事件",
    },
    Language.ENGLISH: {"difference": "{what}: expected {wanted}, got {got}"},
}


def sentence(name: str, language: Language, **facts: object) -> str:
    """Return a sentence by its name."""
    return _WORDS[language][name].format(**facts)


def ending_steps(told: Told, link: str, language: Language, *, watched: bool) -> list[DemoStep]:
    """Return how a story ended, and where to look."""
    words = _WORDS[language]
    problems = "; ".join(problem_words(each, language) for each in told.problems)
    verdict = words["no"].format(problems=problems) if problems else words["yes"]
    expected = DemoStep(words["expected"], verdict)
    incident = told.incident
    if incident is None:
        return [expected]
    steps = [
        DemoStep(words["incident"], incident.id, link),
        DemoStep(words["score"], str(incident.score.total) if incident.score else ""),
        DemoStep(words["tried"], _tried(incident, language)),
        DemoStep(words["first"], _first(told, language)),
        DemoStep(words["calls"], _called(told, incident, language)),
        DemoStep(words["end"], _end(incident, language)),
        expected,
        DemoStep(words["look"], f"zhiban incident show {incident.id}"),
    ]
    if watched:
        again = f"zhiban demo incident {told.story.name} --enable-writes"
        steps.append(DemoStep(words["next"], again))
    return steps


def problem_words(problem: str, language: Language) -> str:
    """Return what was not as a story expects, its names in words; anything else as it is."""
    found = _PROBLEM.fullmatch(problem)
    if found is None:
        return _PROBLEMS[language].get(problem, problem)
    what, *values = found.groups()
    book = _BOOKS.get(what, {}).get(language, {})
    wanted, got = (
        _NAME.sub(lambda each: book.get(each[0], each[0]), said) or "–" for said in values
    )
    facts = {"what": _WHATS[language].get(what, what), "wanted": wanted, "got": got}
    return _PROBLEMS[language]["difference"].format(**facts)


def _tried(incident: Incident, language: Language) -> str:
    actions, ends = ACTIONS[language], ENDS[language]
    tried = [f"{actions[each.action]}: {ends.get(each.state, each.state)}"
             for each in incident.attempts]  # fmt: skip
    return "; ".join(tried) or "–"


def _first(told: Told, language: Language) -> str:
    words = _WORDS[language]
    if told.first_action is None:
        return words["nothing"]
    return words["first_said"].format(seconds=told.first_action)


def _called(told: Told, incident: Incident, language: Language) -> str:
    words = _WORDS[language]
    reason = incident.call_reason
    if reason is None:
        return words["not_called"]
    return words["called"].format(calls=told.calls, reason=REASONS[language][reason])


def _end(incident: Incident, language: Language) -> str:
    if incident.ending is not None:
        return ENDS[language][incident.ending]
    return _STATES[language][incident.state]
