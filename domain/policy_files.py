"""Reading a policy from what its file says, with every mistake named (RBK-7).

Nothing is guessed and nothing is left out silently: a misspelt guard limit would otherwise be a
limit that does not hold, found out at night.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

from domain.alerts import FaultClass
from domain.config_fields import Fields
from domain.errors import InvalidRequest
from domain.guards import GuardLimits
from domain.people import check_person_id, check_zone
from domain.policies import (
    WORKING_HOURS,
    ApprovalRules,
    FlapRules,
    HoursRule,
    Importance,
    InhibitionRule,
    ModeRule,
    PlaceRule,
    Policy,
    ServiceRule,
)
from domain.policy_fields import (
    AFTERCARE,
    APPROVAL,
    BUDGET,
    BUILT_IN,
    FLAP,
    LADDER,
    LIMITS,
    LONGEST_NAME,
    MOST_RULES,
    PATTERNS,
    SCALING,
    VERIFY,
    NumberField,
    minutes,
    numbers,
    weekdays,
    word,
    words,
)
from domain.repairs import ActionKind, Mode
from domain.verdicts import MOST_SAMPLES, VerifyRules

T = TypeVar("T")

MOST_MISTAKES = 50
"""Named at a time; who has more starts from the example."""


def read_policy(raw: object) -> Policy:
    """Return what a policy file says.

    Args:
        raw: its tables, as a TOML reader gives them.

    Raises:
        InvalidRequest: a field breaks a rule; the first of `mistakes_in`.
    """
    reading = _Reading()
    policy = reading.policy(raw)
    if reading.mistakes:
        raise reading.mistakes[0]
    return replace(policy, digest=digest_of_policy(policy))


def mistakes_in(raw: object) -> tuple[InvalidRequest, ...]:
    """Return everything that is wrong with a policy file, in its order; empty when nothing is."""
    reading = _Reading()
    reading.policy(raw)
    return tuple(reading.mistakes[:MOST_MISTAKES])


def digest_of_policy(policy: Policy) -> str:
    """Return the SHA-256 over what a policy means: comments, spaces and order of keys do not."""
    meaning = {name: value for name, value in asdict(policy).items() if name != "digest"}
    written = json.dumps(meaning, sort_keys=True, ensure_ascii=False)
    return sha256(written.encode()).hexdigest()


@dataclass
class _Reading:
    """One file that is being read: goes on after a mistake, to find the others."""

    mistakes: list[InvalidRequest] = field(default_factory=list)

    def policy(self, raw: object) -> Policy:
        """Return the policy; worth nothing when there were mistakes."""
        if not isinstance(raw, Mapping):
            self.mistakes.append(InvalidRequest("policy", "must be a table"))
            return BUILT_IN
        top = Fields.of(raw, "policy")
        read = self._try
        policy = Policy(
            name=read(lambda: top.text("name", longest=LONGEST_NAME), ""),
            zone=read(lambda: _zone(top), BUILT_IN.zone),
            on_behalf_of=read(lambda: _person(top, "on_behalf_of"), ""),
            on_call=read(lambda: _people(top, "on_call", least=1), ()),
            default_mode=read(lambda: _mode(top, Mode.OBSERVE), Mode.OBSERVE),
            modes=self._rules(top, "modes", _mode_rule),
            hours=self._rules(top, "hours", _hours_rule),
            services=self._rules(top, "services", _service_rule),
            inhibitions=self._rules(top, "inhibitions", _inhibition_rule),
            limits=read(lambda: _limits(top.group("limits"), BUILT_IN.limits), BUILT_IN.limits),
            verify=read(lambda: _verify(top.group("verify"), BUILT_IN.verify), BUILT_IN.verify),
            approval=read(lambda: _approval(top), BUILT_IN.approval),
            flap=read(lambda: _flap(top), BUILT_IN.flap),
            working_hours=read(lambda: _working_hours(top), WORKING_HOURS),
        )
        for more in (_ladder, _scaling, _budget, _aftercare):
            nothing: dict[str, Any] = {}
            policy = replace(policy, **read(partial(more, top), nothing))
        places = self._rules(top, "places", partial(_place_rule, policy))
        policy = replace(policy, places=places)
        read(top.done, None)
        read(lambda: _check_whole(policy), None)
        return policy

    def _try(self, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except InvalidRequest as mistake:
            self.mistakes.append(mistake)
            return otherwise

    def _rules(self, top: Fields, name: str, read: Callable[[Fields], T]) -> tuple[T, ...]:
        """Read a list of tables, each on its own."""
        found: tuple[object, ...] = self._try(
            lambda: top.list(name, lambda each: each, most=MOST_RULES), ()
        )
        rules: list[T] = []
        for index, each in enumerate(found):
            path = f"{top.path}.{name}[{index}]"
            self._try(partial(_add, rules, each, path, read), None)
        return tuple(rules)


def _add(rules: list[T], raw: object, path: str, read: Callable[[Fields], T]) -> None:
    fields = Fields.of(raw, path)
    found = read(fields)
    fields.done()
    rules.append(found)


def _check_whole(policy: Policy) -> None:
    """Refuse what is right in each part and cannot work together."""
    writes = [policy.default_mode, *(rule.mode for rule in policy.modes)]
    if not policy.on_behalf_of and any(mode in (Mode.APPROVE, Mode.AUTO) for mode in writes):
        raise InvalidRequest(
            "policy.on_behalf_of", "must name a person where a mode is approve or auto"
        )


def _zone(top: Fields) -> str:
    return check_zone(top.text("zone", BUILT_IN.zone), where="policy.zone")


def _person(fields: Fields, name: str) -> str:
    return _id(fields, name, fields.raw[name]) if fields.has(name) else ""


def _people(fields: Fields, name: str, *, least: int = 0) -> tuple[str, ...]:
    given = fields.texts(name, most=20, least=least)
    return tuple(_id(fields, f"{name}[{index}]", each) for index, each in enumerate(given))


def _id(fields: Fields, name: str, value: object) -> str:
    try:
        return check_person_id(value if isinstance(value, str) else "")
    except InvalidRequest as error:
        raise fields.refuse(name, error.rule) from None


def _mode(fields: Fields, default: Mode | None = None) -> Mode:
    if default is not None and not fields.has("mode"):
        return default
    fields.has("mode")
    return word(fields, "mode", fields.raw.get("mode"), Mode)


def _patterns(fields: Fields, names: tuple[str, ...] = PATTERNS) -> dict[str, str]:
    return {name: fields.text(name, "", longest=253) for name in names}


def _actions(fields: Fields) -> tuple[ActionKind, ...]:
    return words(fields, "actions", ActionKind)


def _mode_rule(fields: Fields) -> ModeRule:
    return ModeRule(
        _mode(fields),
        **_patterns(fields),
        actions=_actions(fields),
        least_score=fields.whole("least_score", 0, least=0, most=100),
    )


def _place_rule(policy: Policy, fields: Fields) -> PlaceRule:
    limits, verify = fields.group("limits"), fields.group("verify")
    found = PlaceRule(
        **_patterns(fields),
        ladder=_order(fields) if fields.has("order") else (),
        limits=_limits(limits, policy.limits) if limits is not None else None,
        verify=_verify(verify, policy.verify) if verify is not None else None,
    )
    if found.limits is None and found.verify is None and not found.ladder:
        raise fields.refuse("limits", "must be given, or verify, or order: nothing differs here")
    return found


def _hours_rule(fields: Fields) -> HoursRule:
    namespace = fields.text("namespace", "", longest=253)
    return HoursRule(namespace, _actions(fields), **_hours(fields))


def _hours(fields: Fields) -> dict[str, Any]:
    start, end = minutes(fields, "start", 0), minutes(fields, "end", 24 * 60)
    if start in (end, 24 * 60):
        raise fields.refuse("end", "must be another time than start, and start before 24:00")
    return {"weekdays": weekdays(fields), "start": start, "end": end}


def _working_hours(top: Fields) -> HoursRule:
    fields = top.group("working_hours")
    if fields is None:
        return WORKING_HOURS
    found = HoursRule(**_hours(fields))
    fields.done()
    return found


def _service_rule(fields: Fields) -> ServiceRule:
    return ServiceRule(
        fields.text("name", longest=LONGEST_NAME),
        **_patterns(fields),
        importance=(
            word(fields, "importance", fields.raw["importance"], Importance)
            if fields.has("importance")
            else None
        ),
        users=_count(fields, "users"),
        dependents=_count(fields, "dependents"),
        on_call=_people(fields, "on_call"),
    )


def _count(fields: Fields, name: str) -> int | None:
    return fields.whole(name, least=0, most=10**10) if fields.has(name) else None


def _inhibition_rule(fields: Fields) -> InhibitionRule:
    names = ("parent_namespace", "parent_workload", "child_namespace", "child_workload")
    same = fields.texts("same", most=2) if fields.has("same") else ("cluster",)
    for index, part in enumerate(same):
        if part not in ("cluster", "namespace"):
            raise fields.refuse(f"same[{index}]", "must be cluster or namespace")
    faults = words(fields, "parent_faults", FaultClass)
    patterns = _patterns(fields, names)
    if not (patterns["parent_workload"] or patterns["parent_namespace"] or faults):
        raise fields.refuse("parent_workload", "must be given, or another field of the parent")
    return InhibitionRule(**patterns, parent_faults=faults, same=same)


def _limits(fields: Fields | None, usual: GuardLimits) -> GuardLimits:
    return GuardLimits(**_numbers(fields, LIMITS, usual))


def _verify(fields: Fields | None, usual: VerifyRules) -> VerifyRules:
    rules = VerifyRules(**_numbers(fields, VERIFY, usual))
    if fields is not None and not rules.every <= rules.dwell <= rules.deadline:
        raise fields.refuse("dwell_seconds", "must be from every_seconds to deadline_seconds")
    if fields is not None and rules.dwell > rules.every * (MOST_SAMPLES - 1):
        rule = f"must be less than {MOST_SAMPLES} times every_seconds"
        raise fields.refuse("dwell_seconds", rule)
    return rules


def _flap(top: Fields) -> FlapRules:
    return FlapRules(**_section(top, "flapping", FLAP, BUILT_IN.flap))


def _approval(top: Fields) -> ApprovalRules:
    fields = top.group("approval")
    if fields is None:
        return BUILT_IN.approval
    hops = fields.list("hops", lambda each: each, most=10)
    groups = tuple(
        _people(Fields({f"hops[{index}]": hop}, fields.path), f"hops[{index}]", least=1)
        for index, hop in enumerate(hops)
    )
    own = fields.flag("own_request", default=False)
    found = ApprovalRules(groups, own_request=own, **numbers(fields, APPROVAL, BUILT_IN.approval))
    fields.done()
    return found


def _ladder(top: Fields) -> dict[str, Any]:
    fields = top.group("ladder")
    if fields is None:
        return {}
    found = numbers(fields, LADDER, BUILT_IN)
    found["ladder"] = _order(fields) if fields.has("order") else BUILT_IN.ladder
    helpless = _by_fault(fields, "cannot_help")
    found["cannot_help"] = {
        fault: words(helpless, fault, ActionKind) for fault in _faults(helpless)
    }
    first = _by_fault(fields, "begin_at")
    found["begin_at"] = {
        fault: word(first, fault, first.raw[fault], ActionKind) for fault in _faults(first)
    }
    fields.done()
    return found


def _order(fields: Fields) -> tuple[ActionKind, ...]:
    order = words(fields, "order", ActionKind)
    if ActionKind.CALL_PERSON in order[:-1]:
        raise fields.refuse("order", "must have call_person at its end: a person is the last rung")
    return (*(each for each in order if each.rung < 6), ActionKind.CALL_PERSON)


def _by_fault(fields: Fields, name: str) -> Fields:
    return fields.group(name) or Fields({}, f"{fields.path}.{name}")


def _faults(fields: Fields) -> list[FaultClass]:
    return [word(fields, str(name)[:60], name, FaultClass) for name in fields.raw]


def _scaling(top: Fields) -> dict[str, Any]:
    return _section(top, "scaling", SCALING, BUILT_IN)


def _budget(top: Fields) -> dict[str, Any]:
    found = _section(top, "budget", BUDGET, BUILT_IN)
    if found["most_in_namespace"] > found["most_in_cluster"]:
        raise InvalidRequest("policy.budget.in_namespace", "must not be more than in_cluster")
    return found


def _aftercare(top: Fields) -> dict[str, Any]:
    fields = top.group("aftercare")
    found = numbers(fields, AFTERCARE, BUILT_IN)
    if fields is not None:
        found["restore"] = fields.flag("restore", default=BUILT_IN.restore)
        fields.done()
    return found


def _section(
    top: Fields, name: str, table: tuple[NumberField, ...], defaults: object
) -> dict[str, Any]:
    """Return a section that is made of numbers only."""
    return _numbers(top.group(name), table, defaults)


def _numbers(
    fields: Fields | None, table: tuple[NumberField, ...], defaults: object
) -> dict[str, Any]:
    found = numbers(fields, table, defaults)
    if fields is not None:
        fields.done()
    return found
