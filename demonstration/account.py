"""What a fault scenario looks like to somebody who watches: one line per thing that happens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from application.common.wording import Localizer
from application.incidents.words import told_of
from domain.clusters.repairs import ActionKind, Attempt, Skipped
from domain.common.messages import message_of, named
from domain.common.readers import Language
from domain.events.events import Event, EventType
from domain.incidents.explaining import Explanation
from domain.incidents.guards.guards import GuardName
from domain.incidents.incidents import Incident
from domain.incidents.words.names import CONTROL_NAMES, short
from domain.incidents.words.words import ACTIONS, DEEDS, ENDS, REASONS
from sandbox.scenarios.scenario import Beat, Deed, Scenario

_WORDS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        "deploy": "发布：{what}。",
        "fault": "出了故障：{what}。",
        "heal": "故障消失：{what}。",
        "alert": "告警发到了告警地址：{name}，对象是 {kind} {namespace}/{app}。",
        "clear": "来源说：已经恢复。",
        "edit": "有人手动修改了 {app}。",
        "keep_editing": "有人不停地手动修改 {app}。",
        "keep_configs": "一切正常时的配置已留存。",
        "answer": "有人作出答复：{answer}。",
        "approved": "批准",
        "denied": "拒绝",
        "stale": "对原来问题的同意已经作废。",
        "steer": "有人插手：{what}。",
        "control": "有人设置了：{what}。",
        "end_controls": "这一限制被提前结束。",
        "forbid": "管理员收回了修复所用的许可。",
        "engage": "总开关关上：什么都不许写。",
        "release": "总开关放开。",
        "enable_writes": "管理员允许这一事件真正写入。",
        "forge": "有人伪造了一条告警。",
        "guards": "（那次写入之前：{passed} 个守卫全部通过，检查点已存。）",
        "stopped": "守卫“{stopped}”不放行（其余 {passed} 个通过），什么都没有写。",
        "skipped": "跳过{actions}：{reason}。",
        "checked": "{action}之后：{outcome}。{because}",
        "called": "已找人：{reason}。",
    },
    Language.ENGLISH: {
        "deploy": "Released: {what}.",
        "fault": "Something breaks: {what}.",
        "heal": "It stops by itself: {what}.",
        "alert": "An alert is posted to the hook: {name}, about {kind} {namespace}/{app}.",
        "clear": "Its source says that it is over.",
        "edit": "Somebody changes {app} by hand.",
        "keep_editing": "Somebody keeps changing {app} by hand.",
        "keep_configs": "The configuration is kept while all is well.",
        "answer": "Somebody answers: {answer}.",
        "approved": "approved",
        "denied": "denied",
        "stale": "A yes to the former question is worth nothing now.",
        "steer": "Somebody steps in: {what}.",
        "control": "Somebody sets this: {what}.",
        "end_controls": "It is ended early.",
        "forbid": "An admin takes the permission that repairs run on.",
        "engage": "The kill switch is engaged: nothing may be written.",
        "release": "The kill switch is released.",
        "enable_writes": "An admin lets this incident write.",
        "forge": "Somebody forges an alert.",
        "guards": "(Before that write all {passed} guards passed, and a checkpoint was kept.)",
        "stopped": "Guard '{stopped}' says no ({passed} others passed): nothing was written.",
        "skipped": "Passed over: {actions}, because {reason}.",
        "checked": "After the {action}: {outcome}. {because}",
        "called": "A person is called: {reason}.",
    },
}
_AND = {Language.CHINESE: "、", Language.ENGLISH: ", "}
_LEFT_OUT = frozenset(
    {
        *(EventType.INCIDENT_COUNTED, EventType.INCIDENT_MOVED),
        *(EventType.ROLLBACK_DONE, EventType.BROADCAST_QUEUED),
    }
)
"""For briefings and pages: other lines say the same here."""


def deed_line(beat: Beat, scenario: Scenario, namespace: str, language: Language) -> str:
    """Return what happens at a beat."""
    said = beat.said
    facts = {
        "what": _what(beat, language),
        "name": (scenario.title if language is Language.ENGLISH else scenario.title_zh).rstrip(
            ".。"
        ),
        "kind": scenario.kind,
        "namespace": namespace,
        "app": scenario.app,
        "answer": _WORDS[language]["approved" if said.get("approved") else "denied"],
    }
    return _WORDS[language]["stale" if said.get("stale") else beat.deed].format(**facts)


def _what(beat: Beat, language: Language) -> str:
    if beat.deed is Deed.DEPLOY:
        return images_of(beat.said["manifests"])
    if beat.deed in {Deed.FAULT, Deed.HEAL}:
        value = beat.said.get("value", "")
        return f"{beat.said['key']}{f' = {value}' if value else ''}"
    if beat.deed is Deed.STEER:
        return short(DEEDS, beat.said["what"], language)
    return short(CONTROL_NAMES, beat.said["kind"], language) if "kind" in beat.said else ""


def images_of(manifests: Sequence[Mapping[str, Any]]) -> str:
    """Return what manifests bring: the images of workloads, the contents of ConfigMaps."""
    return ", ".join(_brought(each) for each in manifests)


def _brought(manifest: Mapping[str, Any]) -> str:
    name = f"{manifest['kind']} {manifest['metadata']['name']}"
    if "template" not in manifest.get("spec", {}):
        data = manifest.get("data") or {}
        return f"{name} {' '.join(f'{key}={value}' for key, value in data.items())}".rstrip()
    containers = manifest["spec"]["template"]["spec"]["containers"]
    return f"{name} ({', '.join(each['image'] for each in containers)})"


@dataclass
class Account:
    """Puts into lines what is new about an incident since the last look.

    Attributes:
        reader: who watches: their language, and the wall that times are read on.
    """

    reader: Localizer
    _events: int = 0
    _attempts: int = 0
    _skipped: set[Skipped] = field(default_factory=set)

    def news(
        self, incident: Incident, events: Sequence[Event], why: Explanation
    ) -> Iterator[tuple[datetime, str]]:
        """Yield (moment, line); what led to the newest event stands before it."""
        fresh = [each for each in events[self._events :] if each.type not in _LEFT_OUT]
        self._events = len(events)
        told = [(each.time, self._told(each, incident, why)) for each in fresh]
        at = fresh[-1].time if fresh else incident.changed_at
        tried, self._attempts = incident.attempts[self._attempts :], len(incident.attempts)
        yield from told[:-1]
        yield from ((at, line) for line in self._passed_over(incident))
        yield from ((at, line) for each in tried for line in self._stopped(each))
        yield from told[-1:]
        yield from ((at, line) for each in tried for line in self._guarded(each))

    @property
    def language(self) -> Language:
        """The language of the account."""
        return self.reader.language

    def _told(self, event: Event, incident: Incident, why: Explanation) -> str:
        if event.type == EventType.INCIDENT_DECIDED and incident.score:
            return self.reader.text(why.score)
        if event.type == EventType.INCIDENT_CALLED and (reason := incident.call_reason):
            return self._say("called", reason=REASONS[self.language][reason])
        if event.type == EventType.INCIDENT_VERIFIED:
            outcome = str(event.data.get("outcome", ""))
            return self._say(
                "checked",
                action=ACTIONS[self.language][ActionKind(str(event.data.get("action", "")))],
                outcome=ENDS[self.language].get(outcome, outcome),
                because=self.reader.text(message_of(event.data.get("detail"))),
            )
        title, text = told_of(event, self.reader)
        brief = event.type == EventType.APPROVAL_ASKED  # its text is a whole patch
        return " ".join((title if brief or not text else text).split())

    def _passed_over(self, incident: Incident) -> Iterator[str]:
        """Yield one line per reason, since several rungs often have the same."""
        fresh = [each for each in incident.skipped if each not in self._skipped]
        self._skipped.update(fresh)
        for reason in dict.fromkeys(each.reason for each in fresh):
            actions = [
                ACTIONS[self.language][each.action] for each in fresh if each.reason is reason
            ]
            words = self.reader.text(named(reason))
            yield self._say("skipped", actions=_AND[self.language].join(actions), reason=words)

    def _stopped(self, attempt: Attempt) -> Iterator[str]:
        if stopped := _failed(attempt):
            passed = len(attempt.guards) - len(stopped)
            names = (self.reader.text(named(GuardName(each))) for each in stopped)
            said = _AND[self.language].join(names)
            yield self._say("stopped", stopped=said, passed=passed)

    def _guarded(self, attempt: Attempt) -> Iterator[str]:
        if attempt.checkpoint and not _failed(attempt):
            yield self._say("guards", passed=len(attempt.guards))

    def _say(self, name: str, **facts: object) -> str:
        return _WORDS[self.language][name].format(**facts)


def _failed(attempt: Attempt) -> list[str]:
    """Return the guards that did not let an attempt pass."""
    return [each.split(":")[0] for each in attempt.guards if not each.endswith(":passed")]
