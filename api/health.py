"""Is it alive, is it ready, how is it doing (OPS-5)."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from hmac import compare_digest
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Security
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel, Field

from api.access import OptionsHere, ServicesHere, bearer, prove, session
from api.errors import answer, request_id_of
from api.openapi import PROOF_OPTIONAL, problems
from api.options import ApiOptions, HealthCheck, NotReady
from api.readers import stranger
from application.common.wording import sentences
from domain.common.errors import Unauthenticated, ZhibanError
from domain.common.messages import Called, Names, message
from domain.people.access import Access, Permission, decide, require

router = APIRouter(tags=["operation"])
log = structlog.get_logger(__name__)

FRESH_SECONDS = 1.0
"""How long an answer is given again; bounds the work that strangers can cause."""

METRICS_TEXT = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus text exposition format."""


class PartState(StrEnum):
    """Whether a part answers."""

    UP = "up"
    DOWN = "down"


class Part(BaseModel):
    """How one part is; `detail` is shown to admins only."""

    state: PartState
    reason: str | None = None
    detail: str | None = None


class Health(BaseModel):
    """How the whole is: `degraded` when any part is down."""

    status: str = Field(description="`ok` or `degraded`; either way this process answers.")
    version: str
    sandbox: bool
    parts: dict[str, Part]


@dataclass
class HealthBoard:
    """Asks every part, once at a time, and remembers the answer for a moment."""

    options: ApiOptions
    parts: dict[str, Part] = field(default_factory=dict)
    asked_at: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> dict[str, Part]:
        """Return the state of each part, by name."""
        # The lock lets the first of many callers ask and the others have its answer.
        async with self.lock:
            now = asyncio.get_running_loop().time()
            if now - self.asked_at >= FRESH_SECONDS:
                checks = self.options.health_checks
                found = await asyncio.gather(*(self._ask(*each) for each in checks.items()))
                self.parts = dict(zip(checks, found, strict=True))
                self.asked_at = asyncio.get_running_loop().time()
            return self.parts

    async def _ask(self, name: str, check: HealthCheck) -> Part:
        try:
            async with asyncio.timeout(self.options.patience.total_seconds()):
                return Part(state=PartState.UP, detail=await check())
        except TimeoutError:
            return Part(state=PartState.DOWN, detail="It does not answer in time.")
        except NotReady as error:
            log.warning("health.down", part=name, detail=str(error))
            return Part(state=PartState.DOWN, reason=str(error))
        except Exception as error:  # noqa: BLE001 - whatever a part raises, it is down
            detail = str(error)[:300] or type(error).__name__
            log.warning("health.down", part=name, error=type(error).__name__, detail=detail)
            return Part(state=PartState.DOWN, detail=detail)


def _board(request: Request) -> HealthBoard:
    board: HealthBoard = request.app.state.health
    return board


@router.get(
    "/health",
    summary="See health",
    response_model_exclude_none=True,
    openapi_extra=PROOF_OPTIONAL,
)
async def get_health(
    request: Request,
    services: ServicesHere,
    options: OptionsHere,
    _token: Annotated[object, Security(bearer)],
    _cookie: Annotated[object, Security(session)],
) -> Health:
    """Return 200 while this process answers, and how each part is."""
    found = await _board(request).look()
    if not await _is_admin(request, options):
        found = {name: part.model_copy(update={"detail": None}) for name, part in found.items()}
    is_well = all(part.state is PartState.UP for part in found.values())
    return Health(
        status="ok" if is_well else "degraded",
        version=options.version,
        sandbox=services.sandbox,
        parts=found,
    )


async def _is_admin(request: Request, options: ApiOptions) -> bool:
    """Say whether an admin asks, if that can be found out soon.

    Health needs no proof: proofs are in the database, which may be the part that is down.
    """
    try:
        async with asyncio.timeout(options.patience.total_seconds()):
            proof = await prove(request)
    except (TimeoutError, ZhibanError):
        return False
    return proof is not None and decide(proof.actor, Permission.MANAGE_PEOPLE) is Access.ALLOWED


class Ready(BaseModel):
    """Every part answers."""

    status: str = "ready"


@router.get("/health/ready", summary="See readiness", response_model=Ready)
async def get_readiness(request: Request) -> Ready | Response:
    """Return 200 when requests can be served, 503 while a part is down."""
    found = await _board(request).look()
    down = [name for name, part in found.items() if part.state is PartState.DOWN]
    if not down:
        return Ready()
    reasons = [part.reason for part in found.values() if part.reason]
    said = message("http.not_ready", parts=Names(tuple(map(Called, down))))
    sentence = request.app.state.services.words.text(said, stranger(request))
    return answer(
        request_id_of(request),
        503,
        sentences(sentence, *reasons),
        parts={name: part.state.value for name, part in found.items()},
        headers={"Retry-After": "1"},
    )


async def _may_scrape(
    request: Request,
    options: OptionsHere,
    _token: Annotated[object, Security(bearer)],
    _cookie: Annotated[object, Security(session)],
) -> None:
    """Return for whoever sends the token that is kept for this, and for admins."""
    offered = request.headers.get("authorization", "").encode()
    wanted = options.metrics_token
    if wanted and compare_digest(offered, f"Bearer {wanted}".encode()):
        return
    proof = await prove(request)
    if proof is None:
        setting = Called("ZHIBAN_METRICS_TOKEN")
        raise Unauthenticated(message("http.metrics_token", setting=setting))
    require(proof.actor, Permission.MANAGE_PEOPLE)


@router.get(
    "/metrics",
    summary="Read metrics",
    response_class=PlainTextResponse,
    responses=problems(401, 403),
    dependencies=[Depends(_may_scrape)],
)
async def get_metrics(options: OptionsHere) -> Response:
    """Return the Prometheus metrics of this process."""
    return Response(options.metrics(), media_type=METRICS_TEXT)
