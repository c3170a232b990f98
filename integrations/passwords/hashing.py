"""Passwords behind argon2id, the algorithm of RFC 9106."""

import asyncio
from dataclasses import dataclass, field
from functools import partial

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
"""Hashes made at the same time; each takes 64 MiB, so a crowd at the door must not empty the
machine's memory."""


@dataclass(frozen=True)
class Argon2Passwords:
    """Hashes in threads, a few at a time.

    Attributes:
        hasher: the library with its parameters; its defaults are RFC 9106's "low memory" choice
            (3 passes over 64 MiB), about 50 ms.
    """

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _room: asyncio.Semaphore = field(default_factory=partial(asyncio.Semaphore, AT_ONCE))
    _nobodys: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_nobodys", self.hasher.hash(b"nobody has this password"))

    async def hash(self, password: str) -> str:
        """Return an encoded hash, with its own salt and the parameters it was made with."""
        async with self._room:
            return await asyncio.to_thread(self.hasher.hash, _bytes(password))

    async def verify(self, password: str, password_hash: str) -> bool:
        """Say whether it matches; an empty hash matches nothing and takes as long to say so."""
        async with self._room:
            matches = await asyncio.to_thread(
                self._matches, password_hash or self._nobodys, _bytes(password)
            )
        return matches and bool(password_hash)

    def _matches(self, password_hash: str, password: bytes) -> bool:
        try:
            return self.hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    """Any text a browser or a JSON body can carry has bytes, even broken Unicode."""
    return password.encode("utf-8", "surrogatepass")
