"""Ids that look like the vendor's and are the same in every run with the same seed."""

import random
import uuid


class Identifiers:
    """Hand out ids from a seeded source, so a failing run can be repeated exactly."""

    def __init__(self, seed: int) -> None:
        # Predictability is the point here; nothing secret is made from it.
        self._random = random.Random(seed)  # noqa: S311 - reproducible ids, not secrets
        self._packages = 0

    def uuid(self) -> str:
        """Return a random-looking UUID, version 4."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def prefixed(self, prefix: str) -> str:
        """Return an id such as `alarm-1b2f…`."""
        return f"{prefix}-{self.uuid()}"

    def package(self) -> str:
        """Return a package id in the form of the upload API: 16 hex digits, a dash, a counter."""
        self._packages += 1
        return f"{self._random.getrandbits(64):016X}-{self._packages:X}"

    def share(self) -> float:
        """Return the next number in [0, 1), for faults that strike by chance."""
        return self._random.random()
