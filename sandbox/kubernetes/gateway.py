"""HTTP in front of the clusters: addresses, tokens, ordered failures, the ledger, watches."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from sandbox.faults import FaultPlan
from sandbox.kubernetes.access import Account, identify
from sandbox.kubernetes.api import Api, Reply
from sandbox.kubernetes.calls import WRITES, Call, read_target, verb_of
from sandbox.kubernetes.cluster import ODDITIES, Cluster
from sandbox.kubernetes.discovery import describe
from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.faults import (
    LONGEST_HANG_SECONDS,
    Fault,
    FaultKind,
    meant_for,
    refusal_of,
)
from sandbox.kubernetes.ledger import Ledger, LedgerEntry
from sandbox.kubernetes.metadata import without_content
from sandbox.kubernetes.metrics import measured
from sandbox.kubernetes.tables import as_table
from sandbox.kubernetes.watching import Watch, limited
from sandbox.tencent.connection import Connection

Body: TypeAlias = Mapping[str, Any] | str

JSON = "application/json"
LARGEST_BODY = 3 * 1024 * 1024
"""Bytes of a request, the limit of a real API server."""
_BREAKS = (FaultKind.RESET, FaultKind.HANG)


@dataclass(frozen=True)
class Served:
    """A cluster and its API."""

    cluster: Cluster
    api: Api


class Gateway:
    """Answers HTTP requests below `/k8s/<cluster>`.

    Args:
        clusters: by id; the mapping may grow.
        accounts: who is known; the list may grow.
    """

    def __init__(self, clusters: Mapping[str, Served], accounts: Iterable[Account]) -> None:
        self._clusters = clusters
        self._accounts = accounts
        self.ledger = Ledger()
        self.faults = FaultPlan[Fault]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = {key.decode().lower(): value.decode() for key, value in scope["headers"]}
        exchange = _Exchange(receive, send, headers)
        parts = [*str(scope["path"]).split("/")[1:], "", ""]
        root, identifier, rest = parts[0], parts[1], parts[2:]
        try:
            served = self._find(root, identifier)
            path = "/" + "/".join(part for part in rest if part)
            account = identify(self._accounts, identifier, headers.get("authorization", ""))
            if not await self._about(served, path, account, exchange):
                call = await _read(scope, path, exchange, account)
                await self._serve(served, call, account, exchange)
        except Refusal as refusal:
            await exchange.refuse(refusal)

    def _find(self, root: str, identifier: str) -> Served:
        served = self._clusters.get(identifier)
        if root != "k8s" or served is None:
            raise Refusal(404, f"no cluster {identifier!r} here; clusters are at /k8s/<id>")
        return served

    async def _about(
        self, served: Served, path: str, account: Account, exchange: "_Exchange"
    ) -> bool:
        """Answer a question about the API itself, or to its metrics; return whether it was one."""
        if path in {"/healthz", "/readyz", "/livez"}:
            await exchange.reply(200, "ok")
            return True
        served.cluster.tick()
        said = describe(path) or measured(served.cluster, account, path)
        if said is not None:
            await exchange.reply(200, said)
        return said is not None

    async def _serve(
        self, served: Served, call: Call, account: Account, exchange: "_Exchange"
    ) -> None:
        identifier = served.cluster.identifier
        fault = self.faults.take(meant_for(identifier, call))
        if fault is not None and fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind in _BREAKS:
            self._note(served, call, 0, fault)
            await exchange.break_off(hang=fault.kind is FaultKind.HANG)
            return
        if call.verb == "watch":
            await self._watch(served, call, account, fault, exchange)
            return
        try:
            ordered = refusal_of(fault, call) if fault else None
            if ordered is not None:
                raise ordered
            code, answer = _carry_out(served, call, account)
        except Refusal as refusal:
            self._note(served, call, refusal.code, fault)
            raise
        self._note(served, call, code, fault)
        if fault is not None and fault.kind is FaultKind.APPLIED_THEN_RESET:
            await exchange.break_off(hang=False)
        else:
            accept = exchange.headers.get("accept", "")
            body = _as_accepted(answer, accept, call, served.cluster)
            await exchange.reply(code, body)

    async def _watch(
        self,
        served: Served,
        call: Call,
        account: Account,
        fault: Fault | None,
        exchange: "_Exchange",
    ) -> None:
        ordered = refusal_of(fault, call) if fault else None
        if ordered is not None:
            raise ordered
        account.check(call.verb, call.target)
        served.cluster.tick()
        lines = Watch(served.cluster, call).lines()
        if fault is not None and fault.kind is FaultKind.DROPPED_WATCH:
            lines = limited(lines, fault.events, None)
        elif fault is not None and fault.kind is FaultKind.EXPIRED_WATCH:
            lines = limited(lines, fault.events, _expired)
        await exchange.stream(lines)

    def _note(self, served: Served, call: Call, status: int, fault: Fault | None) -> None:
        if call.verb not in WRITES:
            return
        target = call.target
        entry = LedgerEntry(
            at=served.cluster.now,
            cluster=served.cluster.identifier,
            user=call.user,
            verb=call.verb,
            resource=target.resource,
            namespace=target.namespace,
            name=target.name,
            body=_body_of(call),
            dry_run=call.dry_run,
            status=status,
            fault=fault.kind if fault else "",
        )
        self.ledger.write(entry)


class _Exchange:
    """One request and what is sent back."""

    def __init__(self, receive: Receive, send: Send, headers: Mapping[str, str]) -> None:
        self.headers = headers
        self._receive = receive
        self._send = send
        self._connection = Connection(receive, send)

    async def body(self) -> bytes:
        """Return the whole body.

        Raises:
            Refusal: 413, it is too large.
        """
        body = b""
        while True:
            message = await self._receive()
            body += bytes(message.get("body", b""))
            if len(body) > LARGEST_BODY:
                raise Refusal(413, "Request entity too large", reason="RequestEntityTooLarge")
            if not message.get("more_body", False):
                return body

    async def reply(
        self, status: int, body: Mapping[str, Any] | str, *, retry_after: int = 0
    ) -> None:
        """Send a whole answer."""
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        kind = "text/plain" if isinstance(body, str) else JSON
        await self._begin(status, kind, len(text.encode()), retry_after)
        await self._send({"type": "http.response.body", "body": text.encode()})

    async def refuse(self, refusal: Refusal) -> None:
        """Send a refusal."""
        await self.reply(refusal.code, refusal.as_status(), retry_after=refusal.retry_after)

    async def break_off(self, *, hang: bool) -> None:
        """Reset the connection, after having said nothing for long if `hang`."""
        if not hang or await self._connection.stays_for(LONGEST_HANG_SECONDS):
            await self._connection.reset()

    async def stream(self, lines: AsyncIterator[bytes]) -> None:
        """Send lines as they come, until they end or the caller has gone."""
        await self._begin(200, JSON, None, 0)
        # A quiet watch sends nothing, so only the caller's end tells that it has gone.
        gone = asyncio.create_task(self._connection.stays_for(None))
        flow = asyncio.create_task(self._pour(lines))
        try:
            await asyncio.wait({gone, flow}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            flow.cancel()
            await asyncio.gather(gone, flow, return_exceptions=True)

    async def _pour(self, lines: AsyncIterator[bytes]) -> None:
        async for line in lines:
            await self._send({"type": "http.response.body", "body": line, "more_body": True})
        await self._send({"type": "http.response.body", "body": b""})

    async def _begin(self, status: int, kind: str, length: int | None, retry_after: int) -> None:
        headers = [(b"content-type", kind.encode()), (b"x-sandbox", b"kubernetes")]
        if length is not None:
            headers.append((b"content-length", str(length).encode()))
        if retry_after:
            headers.append((b"retry-after", str(retry_after).encode()))
        await self._send({"type": "http.response.start", "status": status, "headers": headers})


async def _read(scope: Scope, path: str, exchange: _Exchange, account: Account) -> Call:
    raw = await exchange.body()
    target = read_target(path)
    if target is None:
        raise Refusal(404, "the server could not find the requested resource")
    query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    return Call(
        verb=verb_of(scope["method"], target, query),
        target=target,
        query=query,
        content_type=exchange.headers.get("content-type", "").partition(";")[0].strip(),
        raw=raw,
        user=account.user,
        agent=exchange.headers.get("user-agent", ""),
    )


def _carry_out(served: Served, call: Call, account: Account) -> Reply:
    served.cluster.tick()
    try:
        return served.api.answer(call, account)
    except ODDITIES as error:
        if isinstance(error, Refusal):
            raise
        # A real server decodes every field by its type; here only some are checked beforehand.
        kind = call.target.kind.name
        raise Refusal(400, f"{kind} in the request cannot be decoded: {error}") from error


def _as_accepted(body: Body, accept: str, call: Call, cluster: Cluster) -> Body:
    """Return an answer in the form that the caller would rather have, as `kubectl get` would."""
    if isinstance(body, str) or not _can_be_table(call):
        return body
    if "as=Table" in accept:
        return as_table(call.target.kind, body, cluster.now)
    return without_content(body, accept)


def _can_be_table(call: Call) -> bool:
    return call.verb in {"get", "list"} and not call.target.subresource


def _body_of(call: Call) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return call.body()
    except Refusal:
        return None


def _expired() -> Mapping[str, Any]:
    refusal = Refusal(410, "too old resource version: a fault was ordered")
    return {"type": "ERROR", "object": refusal.as_status()}
