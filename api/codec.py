"""Payloads in clear for the Temporal Web UI, by its codec protocol (SEC-1).

The browser calls us from the Web UI's page. It may when that page's origin is the configured one
and the browser runs on this machine; from anywhere else an admin's token is needed.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.access import OptionsHere, Proof, ProofIfAny, is_near
from api.openapi import PROOF_OPTIONAL, problems
from api.options import ApiOptions, PayloadCodec, WirePayload
from domain.access import Permission, require
from domain.errors import Forbidden, InvalidRequest, NotFound, Unauthenticated

router = APIRouter(prefix="/codec", tags=["codec"])

MOST_PAYLOADS = 2000
"""In one request; a page of the Web UI asks for those of some hundred events."""

_REFUSALS = problems(401, 403, 404)
_PREFLIGHT_SECONDS = "600"

Base64 = Annotated[str, Field(json_schema_extra={"contentEncoding": "base64"})]


class PayloadWire(BaseModel):
    """One payload; bytes are base64. Fields that a newer server adds are let go."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    metadata: dict[str, Base64] = {}
    data: Base64 = ""


class PayloadsWire(BaseModel):
    """Payloads, in order."""

    payloads: list[PayloadWire] = Field([], max_length=MOST_PAYLOADS)


@router.post(
    "/encode",
    summary="Encrypt payloads",
    responses=_REFUSALS,
    openapi_extra=PROOF_OPTIONAL,
)
async def encode_payloads(
    request: Request,
    response: Response,
    options: OptionsHere,
    proof: ProofIfAny,
    body: PayloadsWire,
) -> PayloadsWire:
    """Encrypt payloads that somebody types into the Temporal Web UI."""
    codec = _allowed(request, response, options, proof)
    try:
        return _to_wire(await codec.encode(_from_wire(body)))
    except ValueError:
        raise InvalidRequest("payloads", "cannot be encrypted") from None


@router.post(
    "/decode",
    summary="Decrypt payloads",
    responses=_REFUSALS,
    openapi_extra=PROOF_OPTIONAL,
)
async def decode_payloads(
    request: Request,
    response: Response,
    options: OptionsHere,
    proof: ProofIfAny,
    body: PayloadsWire,
) -> PayloadsWire:
    """Decrypt payloads that the Temporal Web UI is to show."""
    codec = _allowed(request, response, options, proof)
    try:
        return _to_wire(await codec.decode(_from_wire(body)))
    except ValueError:
        raise InvalidRequest("payloads", "hold one that no key here opens") from None


@router.options("/encode", status_code=204, summary="Ask before encrypting", responses=_REFUSALS)
async def may_encode(request: Request, options: OptionsHere) -> Response:
    """Tell the browser that the configured Web UI, and no other page, may encrypt here."""
    return _preflight(request, options)


@router.options("/decode", status_code=204, summary="Ask before decrypting", responses=_REFUSALS)
async def may_decode(request: Request, options: OptionsHere) -> Response:
    """Tell the browser that the configured Web UI, and no other page, may decrypt here."""
    return _preflight(request, options)


def _preflight(request: Request, options: ApiOptions) -> Response:
    if options.codec is None:
        raise NotFound("page", "codec")
    if not _is_the_ui(request, options):
        raise Forbidden("Only the Temporal Web UI that is configured may ask here.")
    allowed = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "authorization, content-type, x-namespace",
        "Access-Control-Max-Age": _PREFLIGHT_SECONDS,
    }
    return Response(status_code=204, headers=_cors(options) | allowed)


def _is_the_ui(request: Request, options: ApiOptions) -> bool:
    return bool(options.codec_origin) and request.headers.get("origin") == options.codec_origin


def _allowed(
    request: Request, response: Response, options: ApiOptions, proof: Proof | None
) -> PayloadCodec:
    """Return the codec when the asker may use it, or raise."""
    if options.codec is None:
        raise NotFound("page", "codec")
    is_the_ui = _is_the_ui(request, options)
    if is_the_ui:
        for name, text in _cors(options).items():
            response.headers[name] = text
    if proof is not None:
        require(proof.actor, Permission.DECODE_PAYLOADS)
    elif not (is_the_ui and is_near(request)):
        raise Unauthenticated("Open the Temporal Web UI on this machine, or send an admin's token.")
    return options.codec


def _cors(options: ApiOptions) -> dict[str, str]:
    return {
        "Access-Control-Allow-Origin": options.codec_origin,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Origin",
    }


def _from_wire(body: PayloadsWire) -> list[WirePayload]:
    try:
        return [
            WirePayload(
                {name: b64decode(text, validate=True) for name, text in each.metadata.items()},
                b64decode(each.data, validate=True),
            )
            for each in body.payloads
        ]
    except (NotBase64, ValueError):
        raise InvalidRequest("payloads", "must hold base64") from None


def _to_wire(payloads: list[WirePayload]) -> PayloadsWire:
    return PayloadsWire(
        payloads=[
            PayloadWire(
                metadata={name: b64encode(raw).decode() for name, raw in each.metadata.items()},
                data=b64encode(each.data).decode(),
            )
            for each in payloads
        ]
    )
