"""Waits a moment for what becomes of messages that were just begun."""

import asyncio
from collections.abc import Sequence

from application.ports.deliveries import Deliveries
from domain.deliveries.deliveries import Delivery, DeliveryState

BETWEEN_READINGS = 0.25
"""Seconds between two readings of the ledger while the answer is waited for."""

_UNKNOWN = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})
"""Nothing was answered yet."""


async def answered(
    deliveries: Deliveries, keys: Sequence[str], *, patience: float
) -> list[Delivery | None]:
    """Return the newest row of each key, once each has an answer or patience is over (seconds)."""
    waited, rows = 0.0, dict[str, Delivery | None]()
    while True:
        for key in keys:
            row = rows.get(key)
            if row is None or row.state in _UNKNOWN:
                rows[key] = await deliveries.state_of(key)
        known = all(row is not None and row.state not in _UNKNOWN for row in rows.values())
        if known or waited >= patience:
            return [rows[key] for key in keys]
        await asyncio.sleep(BETWEEN_READINGS)
        waited += BETWEEN_READINGS
