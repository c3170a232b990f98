"""The services for people with two people in them, and everything behind them within reach."""

from dataclasses import dataclass, replace

from application.people.links import PasswordLinkService
from application.people.people import PeopleService
from application.people.proofs import ProofService
from application.people.registrations import RegistrationService
from application.people.second_factor import SecondFactorService
from domain.events.events import EventType
from domain.people.access import Actor, Role, Scope
from domain.people.people import Newcomer, Person
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.deliveries import InMemoryPace
from tests.fakes.events import InMemoryEvents
from tests.fakes.names import NAMES
from tests.fakes.people import (
    InMemoryPeople,
    InMemorySessions,
    InMemoryThrottle,
    InMemoryTokens,
    NamedPictures,
    QuickPasswords,
)
from tests.fakes.words import WORDS

PASSWORD = "correct horse battery"
NEW = "another horse battery"
LIN = Newcomer(
    id="u_lin", name=" 林 ", password=PASSWORD, mail="Lin@Example.cn", phone="+8613800138000"
)
MEI = Actor("u_mei", frozenset({Role.VIEWER}))
ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
READER = replace(MEI, scopes=frozenset({Scope.READ}), via="token:t")
ADMINS_READER = replace(ADMIN, scopes=frozenset({Scope.READ}), via="token:t")
ADMINS_OPERATOR = replace(ADMIN, scopes=frozenset({Scope.OPERATE}), via="token:t")


@dataclass(frozen=True)
class Rig:
    """The services for accounts and for proofs, and what stands behind them."""

    service: PeopleService
    proofs: ProofService
    links: PasswordLinkService
    second: SecondFactorService
    registrations: RegistrationService
    people: InMemoryPeople
    tokens: InMemoryTokens
    events: InMemoryEvents
    passwords: QuickPasswords
    clock: ManualClock

    def told(self, kind: EventType) -> list[tuple[str, dict[str, object]]]:
        """Return (subject, data) of the events of one type."""
        return [(each.subject, each.data) for each in self.events.of_type(kind)]


def second_factor(
    people: InMemoryPeople,
    passwords: QuickPasswords,
    sessions: InMemorySessions,
    throttle: InMemoryThrottle,
    events: InMemoryEvents,
    clock: ManualClock,
    ids: CountingIds,
) -> SecondFactorService:
    """Return the service for codes beside passwords, of these people."""
    return SecondFactorService(
        people=people,
        passwords=passwords,
        factors=people.factors,
        sessions=sessions,
        throttle=throttle,
        events=events,
        clock=clock,
        ids=ids,
        pictures=NamedPictures(),
    )


async def furnished() -> Rig:
    """Return a house where Mei is a viewer and Admin an admin, both with `PASSWORD`."""
    sessions, events, clock = InMemorySessions(), InMemoryEvents(), ManualClock()
    people, tokens, passwords = InMemoryPeople(sessions), InMemoryTokens(), QuickPasswords()
    throttle, ids = InMemoryThrottle(), CountingIds()
    service = PeopleService(people, passwords, throttle, events, clock, ids, WORDS, NAMES)
    second = second_factor(people, passwords, sessions, throttle, events, clock, ids)
    kept = people.registrations
    proofs = ProofService(
        people, tokens, sessions, passwords, throttle, events, clock, ids, second, kept
    )
    registrations = RegistrationService(accounts=service, registrations=kept, pace=InMemoryPace())
    hashed = await passwords.hash(PASSWORD)
    mei = Person(id="u_mei", name="梅", mail="mei@example.cn")
    await people.add(mei, password_hash=hashed)
    await people.add(Person(id="u_admin", name="Admin", roles=ADMIN.roles), password_hash=hashed)
    links = PasswordLinkService(service, people.links)
    return Rig(
        service, proofs, links, second, registrations, people, tokens, events, passwords, clock
    )
