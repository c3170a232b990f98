"""The policy, for those who may see it: shown, checked before it counts, tried on what was."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.common.wording import message_for
from application.incidents.back_testing import BackTester
from application.ports.incidents.incidents import Policies
from domain.common.errors import InvalidRequest, Misconfigured, TooLarge
from domain.common.messages import Clauses, Foreign, Message, message
from domain.incidents.back_testing import BackTest
from domain.incidents.policy.files import mistakes_in, policy_schema, read_policy
from domain.incidents.policy.policies import Policy
from domain.people.access import Actor, Permission, require

LARGEST_POLICY = 256 * 1024
"""Bytes of a policy file; hundreds of rules fit."""

MOST_DOTS = 100
"""In one line of it. A dotted key costs a reader of TOML the square of its parts, so that one line
of 64 KiB would keep everybody else waiting for minutes; no field of ours is deeper than three."""


MOST_NAMED = 20
"""Mistakes of a policy that one refusal names."""


@dataclass(frozen=True)
class PolicyJudgement:
    """Whether a policy file can be used.

    Attributes:
        policy: what it means; None when it cannot be used, then `mistakes` names every reason.
    """

    policy: Policy | None
    mistakes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class PolicyService:
    """The one door to policies; the one in force is the operators' file, changed nowhere else.

    Attributes:
        back_tests: holds policies against what was; None where no record is kept.
    """

    policies: Policies
    back_tests: BackTester | None = None

    async def show(self, *, by: Actor) -> Policy:
        """Return the policy in force."""
        require(by, Permission.READ_POLICIES)
        return await self.policies.current()

    def schema(self, *, by: Actor) -> dict[str, Any]:
        """Return the JSON Schema of policy files, for editors."""
        require(by, Permission.READ_POLICIES)
        return policy_schema()

    def validate(self, *, by: Actor, text: str) -> PolicyJudgement:
        """Say whether a policy file could be used, and what all is wrong with it; keeps nothing.

        Raises:
            TooLarge: it is over 256 KiB.
        """
        require(by, Permission.READ_POLICIES)
        try:
            raw = _tables(text)
        except InvalidRequest as error:
            return PolicyJudgement(None, (message_for(error),))
        mistakes = mistakes_in(raw)
        if mistakes:
            return PolicyJudgement(None, tuple(map(message_for, mistakes)))
        return PolicyJudgement(read_policy(raw))

    async def back_test(
        self, *, by: Actor, text: str, since: datetime | None = None, limit: int = 200
    ) -> BackTest:
        """Say what a policy file would have changed in the newest incidents.

        Args:
            by: who asks.
            text: the file.
            since: nothing opened before it counts.
            limit: how many incidents at most, the newest ones.

        Raises:
            InvalidRequest: it could not be used; names every mistake.
            Misconfigured: no record is kept.
        """
        judged = self.validate(by=by, text=text)
        if judged.policy is None:
            mistakes = Clauses(judged.mistakes[:MOST_NAMED])
            raise InvalidRequest("policy", message("policy.mistakes", mistakes=mistakes))
        return await self.try_out(judged.policy, by=by, since=since, limit=limit)

    async def try_out(
        self, policy: Policy, *, by: Actor, since: datetime | None = None, limit: int = 200
    ) -> BackTest:
        """Say what a policy would have changed in the newest incidents; see `back_test`."""
        if self.back_tests is None:
            raise Misconfigured(message("policy.no_record"))
        return await self.back_tests.run(policy, by=by, since=since, limit=limit)


def _tables(text: str) -> dict[str, Any]:
    if len(text.encode("utf-8", "backslashreplace")) > LARGEST_POLICY:
        raise TooLarge(message("policy.too_large", most=LARGEST_POLICY))
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MOST_DOTS:
            rule = message("policy.dots", most=MOST_DOTS, line=number)
            raise InvalidRequest("policy", rule)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number too long to be read is no TOML error
        raise InvalidRequest(
            "policy", message("policy.not_toml", why=Foreign(str(error)[:200]))
        ) from None
