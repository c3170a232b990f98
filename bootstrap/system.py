"""Time and chance, taken from the machine: the only place that may."""

import secrets
from datetime import UTC, datetime


class SystemClock:
    """The `Clock` port on the machine's clock."""

    def now(self) -> datetime:
        """Return this moment, in UTC."""
        return datetime.now(UTC)


class SystemIds:
    """The `Ids` port on the machine's source of randomness."""

    def new(self) -> str:
        """Return 32 hexadecimal characters with 128 random bits."""
        return secrets.token_hex(16)
