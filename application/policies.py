"""The policy, for those who may see it: shown, and checked before it counts (RBK-7)."""

import tomllib
from dataclasses import dataclass
from typing import Any

from application.ports.incidents import Policies
from domain.access import Actor, Permission, require
from domain.errors import InvalidRequest, TooLarge
from domain.policies import Policy
from domain.policy_files import mistakes_in, read_policy
from domain.policy_schema import policy_schema

LARGEST_POLICY = 256 * 1024
"""Bytes of a policy file; hundreds of rules fit."""


@dataclass(frozen=True)
class PolicyJudgement:
    """Whether a policy file can be used.

    Attributes:
        policy: what it means; None when it cannot be used, then `mistakes` names every reason.
    """

    policy: Policy | None
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PolicyDesk:
    """The one door to policies; the one in force is the operators' file, changed nowhere else."""

    policies: Policies

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
            return PolicyJudgement(None, (str(error),))
        mistakes = mistakes_in(raw)
        if mistakes:
            return PolicyJudgement(None, tuple(str(each) for each in mistakes))
        return PolicyJudgement(read_policy(raw))


def _tables(text: str) -> dict[str, Any]:
    if len(text.encode("utf-8", "backslashreplace")) > LARGEST_POLICY:
        raise TooLarge(f"The policy is over {LARGEST_POLICY} bytes; make it shorter.")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidRequest("policy", f"must be TOML: {str(error)[:200]}") from None
