"""Reading a policy from what its file says as a whole, with every mistake named (RBK-7).

Nothing is guessed and nothing is left out silently: a misspelt guard limit would otherwise be a
limit that does not hold, found out at night.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

from domain.clusters.repairs import Mode
from domain.common.config_fields import Fields
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.incidents.policy.fields import BUILT_IN, LONGEST_NAME, MOST_RULES, people, person
from domain.incidents.policy.policies import WORKING_HOURS, Policy
from domain.incidents.policy.rules import (
    hours_rule,
    inhibition_rule,
    mode_in,
    mode_rule,
    place_rule,
    service_rule,
)
from domain.incidents.policy.sections import (
    aftercare_in,
    approval_in,
    budget_in,
    flapping_in,
    ladder_in,
    limits_in,
    scaling_in,
    verify_in,
    working_hours_in,
)
from domain.people.people import check_zone

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
            self.mistakes.append(InvalidRequest("policy", message("policy.table")))
            return BUILT_IN
        top = Fields.of(raw, "policy")
        read = self._try
        policy = Policy(
            name=read(lambda: top.text("name", longest=LONGEST_NAME), ""),
            zone=read(lambda: _zone(top), BUILT_IN.zone),
            on_behalf_of=read(lambda: person(top, "on_behalf_of"), ""),
            on_call=read(lambda: people(top, "on_call", least=1), ()),
            default_mode=read(lambda: mode_in(top, Mode.OBSERVE), Mode.OBSERVE),
            modes=self._rules(top, "modes", mode_rule),
            hours=self._rules(top, "hours", hours_rule),
            services=self._rules(top, "services", service_rule),
            inhibitions=self._rules(top, "inhibitions", inhibition_rule),
            limits=read(lambda: limits_in(top.group("limits"), BUILT_IN.limits), BUILT_IN.limits),
            verify=read(lambda: verify_in(top.group("verify"), BUILT_IN.verify), BUILT_IN.verify),
            approval=read(lambda: approval_in(top), BUILT_IN.approval),
            flap=read(lambda: flapping_in(top), BUILT_IN.flap),
            working_hours=read(lambda: working_hours_in(top), WORKING_HOURS),
        )
        policy = self._completed(policy, top)
        read(top.done, None)
        read(lambda: _check_whole(policy), None)
        return policy

    def _completed(self, policy: Policy, top: Fields) -> Policy:
        """Add the sections of several fields, then the places, which differ from all of these."""
        for more in (ladder_in, scaling_in, budget_in, aftercare_in):
            nothing: dict[str, Any] = {}
            policy = replace(policy, **self._try(partial(more, top), nothing))
        places = self._rules(top, "places", partial(place_rule, policy))
        return replace(policy, places=places)

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
        raise InvalidRequest("policy.on_behalf_of", message("policy.on_behalf_of"))


def _zone(top: Fields) -> str:
    return check_zone(top.text("zone", BUILT_IN.zone), where="policy.zone")
