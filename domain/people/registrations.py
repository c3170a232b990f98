"""Accounts that people ask for themselves: who may, and who waits for an admin (VOI-6, SEC-3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.common.errors import InvalidRequest
from domain.common.messages import Command, Names, message
from domain.people.people import Person

MOST_WAITING = 100
"""Who waits at the same time; more are refused until some are decided."""

KEPT_REFUSED = timedelta(days=30)
"""How long somebody who was refused hears so when they try to sign in."""

LONGEST_REASON = 300
"""Characters of why somebody is refused, which they are told."""


class RegistrationState(StrEnum):
    """Where somebody's own registration stands; with an account it is no more."""

    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Registration:
    """Somebody who asked for an account and has none.

    Attributes:
        person: who they would be.
        asked_at: when they asked.
        decided_at: when they were refused; None: they wait.
    """

    person: Person
    asked_at: datetime
    state: RegistrationState = RegistrationState.WAITING
    decided_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RegistrationPolicy:
    """Who may register by themselves.

    Attributes:
        is_open: whether strangers may at all.
        domains: of their mail addresses, in lower case; empty: no address is asked for.
        approval: whether an admin has to say yes first.
        most_an_hour: registrations of everybody together.
    """

    is_open: bool = False
    domains: Collection[str] = ()
    approval: bool = True
    most_an_hour: int = 20

    def check(self, person: Person) -> None:
        """Return when this mail address may register, or raise `InvalidRequest`."""
        domain = person.mail.rpartition("@")[2]
        if self.domains and domain not in self.domains:
            allowed = Names(tuple(map(Command, sorted(self.domains))))
            raise InvalidRequest("mail", message("registration.domain", domains=allowed))
