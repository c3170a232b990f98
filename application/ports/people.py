"""People, their passwords, sessions and tokens."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.people.access import Scope
from domain.people.back_off import Bound
from domain.people.people import Person, TokenRecord
from domain.people.registrations import Registration
from domain.people.second_factor import SecondFactor


class People(Protocol):
    """Keeps people."""

    async def add(self, person: Person, *, password_hash: str) -> None:
        """Keep a new person.

        Raises:
            Conflict: the id or the mail address is taken.
        """

    async def get(self, person_id: str) -> Person | None:
        """Return the person, or None."""

    async def find_by_login(self, login: str) -> tuple[Person, str] | None:
        """Return (person, password hash) for an id or a mail address, or None."""

    async def save(self, person: Person) -> None:
        """Replace what is kept of a person; `Conflict` when the mail address is taken."""

    async def change(self, person_id: str, how: Callable[[Person], Person]) -> Person | None:
        """Replace a person by what `how` makes of it, atomically; None when unknown.

        The sessions of a person who is disabled end, and their link to a new password.

        Raises:
            Conflict: the mail address is taken, or no admin would be left.
        """

    async def set_password(self, person_id: str, password_hash: str) -> None:
        """Replace the hash, which is no one-time password's; ends their sessions and their link."""

    async def list(self, *, after: str, limit: int) -> list[Person]:
        """Return up to `limit` people with id > `after`, by id."""

    async def names(self, person_ids: Collection[str]) -> dict[str, str]:
        """Return what people are called, by id; of at most 500, without those who are unknown."""

    async def count(self) -> int:
        """Return how many people there are."""

    async def mark_briefed(self, person_id: str, day: str) -> None:
        """Set `last_log_trigger_date`; an earlier day than the kept one changes nothing."""


class Tokens(Protocol):
    """Keeps API tokens, by the SHA-256 of their text."""

    async def add(self, record: TokenRecord, *, digest: str) -> None:
        """Keep a new token."""

    async def find(self, digest: str) -> TokenRecord | None:
        """Return the token with this digest, or None."""

    async def get(self, token_id: str) -> TokenRecord | None:
        """Return a token by its id, or None."""

    async def list(self, person_id: str) -> list[TokenRecord]:
        """Return the person's tokens, newest first, at most 100."""

    async def revoke(self, token_id: str, *, at: datetime) -> None:
        """Mark it revoked; revoking twice keeps the first time."""

    async def touch(self, token_id: str, *, at: datetime) -> None:
        """Remember that it was used, at most once a minute."""


class Sessions(Protocol):
    """Keeps signed-in browsers, by the SHA-256 of their cookie."""

    async def add(self, digest: str, person_id: str, *, expires_at: datetime) -> None:
        """Keep a new session."""

    async def find(self, digest: str, *, now: datetime) -> str | None:
        """Return whose session it is, or None when unknown or expired."""

    async def end(self, digest: str) -> None:
        """Forget it; an unknown one is no error."""

    async def end_others(self, person_id: str, *, but: str) -> None:
        """Forget all of a person's but this one."""


class PasswordLinks(Protocol):
    """Keeps one link to a new password for each person, by the SHA-256 of its secret."""

    async def put(self, digest: str, person_id: str, *, expires_at: datetime) -> None:
        """Keep a link in place of the one that the person had."""

    async def pending(self, person_id: str, *, now: datetime) -> datetime | None:
        """Return until when the person's link opens; None: they have none."""

    async def find(self, digest: str, *, now: datetime) -> str | None:
        """Return whose link it is; None when unknown or expired."""

    async def take(self, digest: str, *, now: datetime) -> str | None:
        """Return whose link it is and forget it: of many at once, one is answered."""

    async def end(self, person_id: str) -> bool:
        """Forget the person's link; False: there was none."""


class Registrations(Protocol):
    """Keeps people who asked for an account themselves and have none."""

    async def add(
        self,
        registration: Registration,
        password_hash: str,
        *,
        most: int,
        forget_before: datetime,
    ) -> int | None:
        """Keep who waits, and forget who was refused long ago; return how many wait.

        Returns:
            None: too many do, and nothing was kept.

        Raises:
            Conflict: somebody with the id or the mail address waits.
        """

    async def get(self, person_id: str) -> Registration | None:
        """Return somebody's, or None."""

    async def find_by_login(self, login: str) -> tuple[Registration, str] | None:
        """Return (registration, password hash) for an id or a mail address; who waits first."""

    async def waiting(self, *, limit: int) -> Sequence[Registration]:
        """Return who waits, whoever asked first at the head."""

    async def admit(self, person: Person) -> bool:
        """Make the account of somebody who waits, who waits no more; False: they do not.

        Raises:
            Conflict: the id or the mail address is taken.
        """

    async def refuse(self, person_id: str, *, at: datetime) -> bool:
        """Keep that somebody who waits was refused; False: they do not wait."""


class SecondFactors(Protocol):
    """Keeps what people prove themselves with beside their passwords, sealed; one each."""

    async def begin(self, factor: SecondFactor) -> bool:
        """Keep one that waits for its first code, in place of another such; False: one holds."""

    async def get(self, person_id: str) -> SecondFactor | None:
        """Return it with its secret.

        Raises:
            Misconfigured: the key that it was sealed with is not there.
        """

    async def standing(self, person_id: str) -> tuple[datetime | None, int]:
        """Return since when it holds, and how many codes for a lost phone are left."""

    async def confirm(
        self, person_id: str, *, step: int, digests: Sequence[str], at: datetime
    ) -> bool:
        """Let one that waits hold from now; False: there is none, or another was faster."""

    async def use_step(self, person_id: str, step: int) -> bool:
        """Use up all codes to this half minute; False: they are, or there is none that holds."""

    async def take_code(self, person_id: str, digest: str) -> int | None:
        """Use up a code for a lost phone; return how many are left, None: it is none of theirs."""

    async def put_codes(self, person_id: str, digests: Sequence[str]) -> None:
        """Keep codes for a lost phone in place of those that there were."""

    async def end(self, person_id: str) -> bool:
        """Forget it with its codes; False: none held."""

    async def who(self) -> frozenset[str]:
        """Return the ids of everybody who has one that holds."""


class QrCodes(Protocol):
    """Draws text as squares that cameras read."""

    def svg(self, text: str) -> str:
        """Return a drawing for pages."""

    def blocks(self, text: str) -> str:
        """Return a drawing for terminals."""


class Throttle(Protocol):
    """Counts attempts, shared by all processes."""

    async def hit(self, key: str, *, now: datetime, window_seconds: int) -> int:
        """Count one attempt and return how many there were in the window, this one included."""

    async def admit(self, bounds: Sequence[Bound], *, now: datetime) -> timedelta:
        """Count one failure under every bound, unless one of them has to wait.

        One transaction: of many at once, each sees those before it.

        Returns:
            The longest wait of the bounds; zero when the failure was counted.
        """

    async def take_back(self, keys: Sequence[str], *, at: datetime) -> None:
        """Uncount one attempt of that moment under each key."""

    async def seen(self, key: str, *, now: datetime) -> bool:
        """Say whether anything is counted under `key` within its window."""

    async def clear(self, key: str) -> None:
        """Forget the attempts of `key`."""


class Passwords(Protocol):
    """Hashes passwords slowly (argon2id), off the event loop."""

    async def hash(self, password: str) -> str:
        """Return an encoded hash."""

    async def verify(self, password: str, password_hash: str) -> bool:
        """Say whether it matches; takes as long when `password_hash` is empty."""


@dataclass(frozen=True, kw_only=True)
class ProvidedIdentity:
    """Whom an access token of an identity provider speaks for.

    Attributes:
        login: mail address or id, as the provider names the person.
        client: the program that the token was given to; empty when the token does not say.
        scopes: what it may be used for here.
    """

    login: str
    client: str
    scopes: frozenset[Scope]


class IdentityProvider(Protocol):
    """Reads access tokens that somebody else made for us."""

    async def read(self, token: str) -> ProvidedIdentity | None:
        """Return whom the token speaks for; None when it is no good one.

        Raises:
            Unavailable: it cannot be checked at the moment.
        """
