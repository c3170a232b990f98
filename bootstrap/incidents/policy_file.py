"""The operators' policy, read from their file and followed while it changes."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import structlog

from application.common.wording import message_for
from bootstrap.wording import in_english
from domain.common.errors import InvalidRequest, Misconfigured
from domain.common.messages import Called, Foreign, message
from domain.incidents.policy.files import read_policy
from domain.incidents.policy.policies import Policy

LARGEST_POLICY = 1024 * 1024
"""Bytes; 200 rules of each kind have about 100 kB."""

_log = structlog.get_logger(__name__)


@dataclass
class PolicyFile:
    """Reads the file again when it has changed; a broken change leaves the last good one in force.

    Attributes:
        path: None: the built-in policy, which only observes.
    """

    path: Path | None
    _policy: Policy | None = None
    _seen: tuple[int, int] = (0, 0)
    _complained: tuple[int, int] = (0, 0)

    def __call__(self) -> Policy:
        """Return the policy in force.

        Raises:
            Misconfigured: there is no good one yet; says what is wrong with the file.
        """
        if self.path is None:
            return Policy()
        try:
            seen = self._stamp()
            if self._policy is None or seen != self._seen:
                self._policy, self._seen = load_policy(self.path), seen
        except Misconfigured as error:
            if self._policy is None:
                raise
            self._complain(in_english(error))
        return self._policy

    def _stamp(self) -> tuple[int, int]:
        if self.path is None:
            return (0, 0)
        try:
            found = self.path.stat()
        except OSError as error:
            raise _unreadable(self.path, error) from None
        return found.st_mtime_ns, found.st_size

    def _complain(self, reason: str) -> None:
        """Say once per change that the file is not followed."""
        try:
            stamp = self._stamp()
        except Misconfigured:
            stamp = (-1, -1)
        if stamp != self._complained:
            self._complained = stamp
            _log.error("policy.not_followed", reason=reason, in_force=self._name())

    def _name(self) -> str:
        return self._policy.name if self._policy else ""


def load_policy(path: Path) -> Policy:
    """Return what a policy file says.

    Raises:
        Misconfigured: it cannot be read, is not TOML, or breaks a rule; says which.
    """
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_POLICY + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    return parse_policy(text.decode(errors="replace"), str(path))


def parse_policy(text: str, where: str) -> Policy:
    """Return what the text of a policy says; raises `Misconfigured` naming `where`."""
    if len(text) > LARGEST_POLICY:
        raise Misconfigured(
            message("policy.file_too_large", file=Called(where), most=LARGEST_POLICY)
        )
    try:
        return read_policy(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(
            message("policy.file_not_toml", file=Called(where), why=Foreign(str(error)))
        ) from None
    except InvalidRequest as error:
        raise Misconfigured(
            message("policy.file_wrong", file=Called(where), why=message_for(error))
        ) from None


def _unreadable(path: Path, error: OSError) -> Misconfigured:
    return Misconfigured(
        message("policy.file_unreadable", file=Called(str(path)), why=Foreign(error.strerror or ""))
    )
