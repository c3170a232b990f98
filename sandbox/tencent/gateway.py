"""The front door: every check, the action, the ledger and the reply, in this order."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.types import Receive, Scope, Send

from sandbox.clock import SandboxClock
from sandbox.tencent import envelope, parameters, signature
from sandbox.tencent.accounts import Accounts
from sandbox.tencent.actions import Action, Catalogue, Request, Service
from sandbox.tencent.calls import Call, RawRequest, guess_names, read_call
from sandbox.tencent.connection import Connection
from sandbox.tencent.errors import ApiError, missing_parameter
from sandbox.tencent.faults import Fault, FaultBook, FaultKind
from sandbox.tencent.identifiers import Identifiers
from sandbox.tencent.ledger import Ledger, LedgerEntry
from sandbox.tencent.limits import Concurrency, RateLimits
from sandbox.tencent.outcomes import Outcome, deliver, failed, refusal

# The regions that this stand-in has; any other is refused as the vendor refuses unknown ones.
REGIONS = frozenset(
    f"ap-{city}"
    for city in (
        *("guangzhou", "shanghai", "beijing", "nanjing", "chengdu", "chongqing", "hongkong"),
        *("singapore", "tokyo", "seoul", "bangkok", "jakarta", "mumbai"),
    )
) | {"na-siliconvalley", "na-ashburn", "eu-frankfurt"}

_FRONT_PAGE = """<!doctype html><meta charset="utf-8"><title>Tencent Cloud sandbox</title>
<h1>Tencent Cloud sandbox</h1><p>This is a stand-in for tests and demonstrations, not Tencent Cloud.
Signed API calls are answered here; nothing leaves this machine.</p>"""


@dataclass
class Gateway:
    """Answers signed calls.

    `clock` is the one that networks and signatures live by, which is real time unless a test says
    otherwise; the time of the world inside the stand-in is the services' own affair.
    """

    catalogue: Catalogue
    accounts: Accounts
    clock: SandboxClock
    identifiers: Identifiers
    faults: FaultBook
    ledger: Ledger = field(default_factory=Ledger)
    rates: RateLimits = field(default_factory=RateLimits)
    concurrency: Concurrency = field(default_factory=Concurrency)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request (ASGI)."""
        incoming = HttpRequest(scope, receive)
        connection = Connection(receive, send)
        asked_by_a_person = incoming.method == "GET" and not incoming.url.query
        if asked_by_a_person and "authorization" not in incoming.headers:
            await connection.reply(200, "text/html; charset=utf-8", _FRONT_PAGE.encode())
            return
        try:
            body = await incoming.body()
        except ClientDisconnect:
            return
        headers = {name.lower(): value for name, value in incoming.headers.items()}
        await self._serve(
            RawRequest(incoming.method, incoming.url.query, headers, body), connection
        )

    async def _serve(self, raw: RawRequest, connection: Connection) -> None:
        service, action = guess_names(raw)
        fault = self.faults.strike(service, action)
        request_id = self.identifiers.uuid()
        with ExitStack() as held:
            outcome = self._outcome(raw, fault, request_id, held)
            self.ledger.write(self._entry(raw, outcome, fault, request_id))
            await deliver(outcome, fault, connection)

    def _outcome(
        self, raw: RawRequest, fault: Fault | None, request_id: str, held: ExitStack
    ) -> Outcome:
        refused = refusal(fault, request_id)
        if refused is not None:
            return refused
        try:
            request, action = self._admit(raw, fault)
        except ApiError as error:
            return failed(error, request_id)
        try:
            if action.crowding is not None:
                places = action.crowding.resources(request)
                crowding = action.crowding
                held.enter_context(self.concurrency.hold(places, crowding.at_most, crowding.code))
            result = action.handler(request)
        except ApiError as error:
            return failed(error, request_id, request.params)
        body = envelope.success(result, request_id)
        return Outcome(body, "ok", applied=True, params=request.params)

    def _admit(self, raw: RawRequest, fault: Fault | None) -> tuple[Request, Action]:
        call = read_call(raw)
        now = self.clock.seconds()
        skew = fault.seconds if fault and fault.kind is FaultKind.CLOCK_SKEW else None
        account = signature.verify(raw, call, self.accounts, now + (skew or 0.0))
        service, action = self.catalogue.find(call)
        _check_region(call, service)
        if not account.may(call.service, call.action):
            raise ApiError(
                "UnauthorizedOperation",
                f"This account is not allowed to perform `{call.service}:{call.action}`.",
            )
        self.rates.take((account.uin, call.service, call.action), action.per_second, now)
        request = Request(
            region=call.region,
            params=_params(raw, service, action),
            account=account,
            payload=raw.body if action.octet_stream else b"",
        )
        if fault is not None and fault.kind is FaultKind.LATE_VISIBILITY:
            request = replace(request, hidden_reads=fault.reads)
        return request, action

    def _entry(
        self, raw: RawRequest, outcome: Outcome, fault: Fault | None, request_id: str
    ) -> LedgerEntry:
        service, action = guess_names(raw)
        credential = raw.headers.get("authorization", "").partition("Credential=")[2]
        return LedgerEntry(
            at=self.clock.seconds(),
            service=service,
            action=action,
            region=raw.headers.get("x-tc-region", ""),
            secret_id=credential.partition("/")[0],
            trace_id=raw.headers.get("x-tc-traceid", ""),
            request_id=request_id,
            body_sha256=raw.body_sha256,
            params=outcome.params,
            verdict=outcome.verdict,
            applied=outcome.applied,
            fault=fault.kind.value if fault else None,
        )


def _params(raw: RawRequest, service: Service, action: Action) -> dict[str, Any]:
    model = f"{action.name}Request"
    if action.octet_stream:
        sent = _upload_parameters(raw, parameters.fields_of(service.models, model))
    elif raw.method == "GET":
        sent = parameters.from_query(raw.query, service.models, model)
    else:
        sent = parameters.from_json(raw.body)
    return parameters.check(sent, service.models, model, action.required)


def _upload_parameters(raw: RawRequest, names: Mapping[str, object]) -> dict[str, str]:
    # Uploads carry their parameters as headers: the body is the payload.
    headers = {name: raw.headers.get(f"x-cls-{name.lower()}") for name in names}
    return {name: value for name, value in headers.items() if value is not None}


def _check_region(call: Call, service: Service) -> None:
    if not service.regional:
        return
    if not call.region:
        raise missing_parameter("Region")
    if call.region not in REGIONS:
        raise ApiError("UnsupportedRegion", f"The region `{call.region}` is not served here.")
