"""Faults on their way to whoever waits, as marks in JSON-RPC errors that no server can make up."""

import secrets
from collections import OrderedDict
from typing import Any

from mcp_client.errors import ServerFault

FAULT_CODE = -32010
"""Of our own errors; the specification leaves -32000 to -32019 to implementations."""

_MOST = 1000
"""Kept until their waiter asks; those of waiters that went away are dropped."""


class Marks:
    """The faults of one connection, by their marks."""

    def __init__(self) -> None:
        self._secret = secrets.token_hex(8)
        self._count = 0
        self._kept: OrderedDict[str, ServerFault] = OrderedDict()

    def put(self, fault: ServerFault) -> dict[str, Any]:
        """Keep a fault and return the JSON-RPC error that stands for it."""
        self._count += 1
        key = f"{self._secret}-{self._count}"
        self._kept[key] = fault
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return {"code": FAULT_CODE, "message": fault.sentence, "data": {"fault": key}}

    def take(self, data: object) -> ServerFault | None:
        """Return the fault that an error's data stands for, once; None for a server's own."""
        key = data.get("fault") if isinstance(data, dict) else None
        return self._kept.pop(key, None) if isinstance(key, str) else None
