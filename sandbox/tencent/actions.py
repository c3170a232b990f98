"""The actions the stand-in performs, and what the gateway must know about each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from sandbox.tencent.accounts import Account
from sandbox.tencent.calls import Call
from sandbox.tencent.errors import ApiError

# A call that exceeds no published limit is taken to have the vendor's usual 20 calls a second.
USUAL_LIMIT_PER_SECOND = 20.0


@dataclass(frozen=True)
class Request:
    """A call that passed every check of the gateway.

    `payload` is the body of an upload; what the call creates stays unseen for `hidden_reads` reads.
    """

    region: str
    params: Mapping[str, Any]
    account: Account
    payload: bytes = b""
    hidden_reads: int = 0


@dataclass(frozen=True)
class Crowding:
    """How many calls may be in flight at once at each resource that `resources` names."""

    at_most: int
    code: str
    resources: Callable[[Request], Iterable[str]]


@dataclass(frozen=True)
class Action:
    """One action of one service.

    `handler` is plain and synchronous: it changes or reads the state in one go, so two calls never
    see half of each other.
    """

    name: str
    handler: Callable[[Request], Mapping[str, Any]]
    required: frozenset[str] = frozenset()
    per_second: float = USUAL_LIMIT_PER_SECOND
    crowding: Crowding | None = None
    octet_stream: bool = False


@dataclass(frozen=True)
class Service:
    """The actions of one service in one API version, checked against the SDK's `models`."""

    name: str
    version: str
    models: ModuleType
    actions: tuple[Action, ...]
    regional: bool = True


@dataclass
class Catalogue:
    """Finds the action a call asks for."""

    _services: dict[str, Service] = field(default_factory=dict)

    def add(self, service: Service) -> None:
        """Offer a service."""
        self._services[service.name] = service

    def find(self, call: Call) -> tuple[Service, Action]:
        """Return the service and action that `call` names.

        Raises:
            ApiError: there is no such product, version or action.
        """
        service = self._services.get(call.service)
        if service is None:
            raise ApiError("NoSuchProduct", f"The product `{call.service}` is not served here.")
        if call.version != service.version:
            raise ApiError(
                "NoSuchVersion", f"Version `{call.version}` of `{call.service}` is not served here."
            )
        for action in service.actions:
            if action.name == call.action:
                return service, action
        raise ApiError("InvalidAction", f"The action `{call.action}` is not served here.")
