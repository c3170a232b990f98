"""What a fault scenario looks like to somebody who watches: one line per thing that happens."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from application.common.wording import Localizer
from application.incidents.words import told_of
from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Skipped
from domain.common.messages import Argument, Called, Message, Names, message, message_of
from domain.events.events import Event, EventType
from domain.incidents.controls import ControlKind
from domain.incidents.explaining import Explanation
from domain.incidents.guards.guards import GuardName
from domain.incidents.incidents import Incident, Intervention
from sandbox.scenarios.scenario import Beat, Deed, Scenario

_LEFT_OUT = frozenset(
    {
        *(EventType.INCIDENT_COUNTED, EventType.INCIDENT_MOVED),
        *(EventType.ROLLBACK_DONE, EventType.BROADCAST_QUEUED),
    }
)
"""For briefings and pages: other lines say the same here."""


_DEEDS: "dict[Deed, Callable[[Beat, Scenario, str], Message]]" = {
    Deed.DEPLOY: lambda beat, *_: message(
        "deed.deploy", what=Called(images_of(beat.said["manifests"]))
    ),
    Deed.FAULT: lambda beat, *_: message("deed.fault", what=_what(beat)),
    Deed.HEAL: lambda beat, *_: message("deed.heal", what=_what(beat)),
    Deed.ALERT: lambda _, scenario, namespace: message(
        "deed.alert",
        title=Called(scenario.title.rstrip(".。")),
        target=Called(f"{scenario.kind} {namespace}/{scenario.app}"),
    ),
    Deed.CLEAR: lambda *_: message("deed.clear"),
    Deed.EDIT: lambda _, scenario, *__: message("deed.edit", app=Called(scenario.app)),
    Deed.KEEP_EDITING: lambda _, scenario, *__: message(
        "deed.keep_editing", app=Called(scenario.app)
    ),
    Deed.KEEP_CONFIGS: lambda *_: message("deed.keep_configs"),
    Deed.ANSWER: lambda beat, *_: (
        message("deed.stale")
        if beat.said.get("stale")
        else message("deed.answer", approved=bool(beat.said.get("approved")))
    ),
    Deed.STEER: lambda beat, *_: message("deed.steer", did=Intervention(beat.said["what"])),
    Deed.CONTROL: lambda beat, *_: message("deed.control", kind=ControlKind(beat.said["kind"])),
    Deed.END_CONTROLS: lambda *_: message("deed.end_controls"),
    Deed.FORBID: lambda *_: message("deed.forbid"),
    Deed.ENGAGE: lambda *_: message("deed.engage"),
    Deed.RELEASE: lambda *_: message("deed.release"),
    Deed.ENABLE_WRITES: lambda *_: message("deed.enable_writes"),
    Deed.FORGE: lambda *_: message("deed.forge"),
}


def deed_of(beat: Beat, scenario: Scenario, namespace: str) -> Message:
    """Return what happens at a beat."""
    return _DEEDS[beat.deed](beat, scenario, namespace)


def _what(beat: Beat) -> Called:
    value = beat.said.get("value", "")
    return Called(f"{beat.said['key']}{f' = {value}' if value else ''}")


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

    def _told(self, event: Event, incident: Incident, why: Explanation) -> str:
        if event.type == EventType.INCIDENT_DECIDED and incident.score:
            return self.reader.text(why.score)
        if event.type == EventType.INCIDENT_CALLED and (reason := incident.call_reason):
            return self._say("deed.called", reason=reason)
        if event.type == EventType.INCIDENT_VERIFIED:
            return self._say(
                "deed.checked",
                action=ActionKind(str(event.data.get("action", ""))),
                outcome=AttemptState(str(event.data.get("outcome", ""))),
                because=message_of(event.data.get("detail")),
            )
        title, text = told_of(event, self.reader)
        brief = event.type == EventType.APPROVAL_ASKED  # its text is a whole patch
        return " ".join((title if brief or not text else text).split())

    def _passed_over(self, incident: Incident) -> Iterator[str]:
        """Yield one line per reason, since several rungs often have the same."""
        fresh = [each for each in incident.skipped if each not in self._skipped]
        self._skipped.update(fresh)
        for reason in dict.fromkeys(each.reason for each in fresh):
            actions = Names(tuple(each.action for each in fresh if each.reason is reason))
            yield self._say("deed.skipped", actions=actions, reason=reason)

    def _stopped(self, attempt: Attempt) -> Iterator[str]:
        if stopped := _failed(attempt):
            passed = len(attempt.guards) - len(stopped)
            guards = Names(tuple(GuardName(each) for each in stopped))
            yield self._say("deed.stopped", guards=guards, passed=passed)

    def _guarded(self, attempt: Attempt) -> Iterator[str]:
        if attempt.checkpoint and not _failed(attempt):
            yield self._say("deed.guards", passed=len(attempt.guards))

    def _say(self, id_: str, **facts: Argument) -> str:
        return self.reader.text(message(id_, **facts))


def _failed(attempt: Attempt) -> list[str]:
    """Return the guards that did not let an attempt pass."""
    return [each.split(":")[0] for each in attempt.guards if not each.endswith(":passed")]
