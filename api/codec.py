"""Payloads in clear for the Temporal Web UI, by its codec protocol (SEC-1).

The browser calls us from the Web UI's page. An admin's session or token opens payloads; of other
origins' pages only the configured Web UI may send the session's cookie. A Web UI that sends no
cookies is given an address of its own, which holds a key.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hmac import compare_digest
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, Security
from pydantic import BaseModel, ConfigDict, Field

from api.access import OptionsHere, bearer, check_written_by_our_page, prove, session
from api.edge import is_the_web_ui
from api.openapi import problems
from api.options import ApiOptions, PayloadCodec, WirePayload
from domain.common.errors import Forbidden, InvalidRequest, NotFound, Unauthenticated
from domain.common.messages import message
from domain.people.access import Permission, require


async def _as_the_web_ui_asks(
    *,
    references: Annotated[
        bool,
        Query(
            alias="preserveStorageRefs",
            description="Leave payloads that lie elsewhere as they are; ours never do.",
        ),
    ] = True,
) -> None:
    """Know what the Web UI adds to every request; there is nothing to do about it."""
    del references


router = APIRouter(prefix="/codec", tags=["codec"], dependencies=[Depends(_as_the_web_ui_asks)])

MOST_PAYLOADS = 2000
"""In one request; a page of the Web UI asks for those of some hundred events."""

_REFUSALS = problems(401, 403, 404)
_REFUSALS_OF_KEYS = problems(403, 404)
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


def _codec_of(options: ApiOptions) -> PayloadCodec:
    if options.codec is None:
        raise NotFound("page", "codec")
    return options.codec


async def _for_admins(
    request: Request,
    options: OptionsHere,
    _token: Annotated[object, Security(bearer)],
    _cookie: Annotated[object, Security(session)],
) -> PayloadCodec:
    """Return the codec to who may read payloads, or raise."""
    codec = _codec_of(options)
    proof = await prove(request)
    if proof is None:
        raise Unauthenticated(message("codec.sign_in"))
    if proof.cookie and not is_the_web_ui(request.headers, options):
        check_written_by_our_page(request, proof.cookie)
    require(proof.actor, Permission.DECODE_PAYLOADS)
    return codec


async def _for_the_key(request: Request, options: OptionsHere, key: str) -> PayloadCodec:
    """Return the codec to the Web UI that was given the key, or raise."""
    codec = _codec_of(options)
    if not options.codec_key or not compare_digest(key.encode(), options.codec_key.encode()):
        raise NotFound("page", "codec")
    _check_the_web_ui(request, options)
    return codec


CodecOfAdmins = Annotated[PayloadCodec, Depends(_for_admins)]
CodecOfKey = Annotated[PayloadCodec, Depends(_for_the_key)]


@router.post("/encode", summary="Encrypt payloads", responses=_REFUSALS)
async def encode_payloads(codec: CodecOfAdmins, body: PayloadsWire) -> PayloadsWire:
    """Encrypt payloads that somebody types into the Temporal Web UI."""
    return await _encoded(codec, body)


@router.post("/decode", summary="Decrypt payloads", responses=_REFUSALS)
async def decode_payloads(codec: CodecOfAdmins, body: PayloadsWire) -> PayloadsWire:
    """Decrypt payloads that the Temporal Web UI is to show."""
    return await _decoded(codec, body)


@router.post("/{key}/encode", summary="Encrypt payloads by key", responses=_REFUSALS_OF_KEYS)
async def encode_payloads_by_key(codec: CodecOfKey, body: PayloadsWire) -> PayloadsWire:
    """Encrypt payloads for a Web UI that sends no cookies."""
    return await _encoded(codec, body)


@router.post("/{key}/decode", summary="Decrypt payloads by key", responses=_REFUSALS_OF_KEYS)
async def decode_payloads_by_key(codec: CodecOfKey, body: PayloadsWire) -> PayloadsWire:
    """Decrypt payloads for a Web UI that sends no cookies."""
    return await _decoded(codec, body)


@router.options("/encode", status_code=204, summary="Ask before encrypting", responses=_REFUSALS)
async def may_encode(request: Request, options: OptionsHere) -> Response:
    """Tell the browser that the configured Web UI, and no other page, may encrypt here."""
    return _preflight(request, options)


@router.options("/decode", status_code=204, summary="Ask before decrypting", responses=_REFUSALS)
async def may_decode(request: Request, options: OptionsHere) -> Response:
    """Tell the browser that the configured Web UI, and no other page, may decrypt here."""
    return _preflight(request, options)


@router.options(
    "/{key}/{what}", status_code=204, summary="Ask before using a key", responses=_REFUSALS_OF_KEYS
)
async def may_use_key(request: Request, options: OptionsHere, key: str, what: str) -> Response:
    """Tell the browser that the configured Web UI may ask; whether the key is right comes later."""
    del key, what
    return _preflight(request, options)


def _preflight(request: Request, options: ApiOptions) -> Response:
    _codec_of(options)
    _check_the_web_ui(request, options)
    allowed = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "authorization, content-type, x-namespace",
        "Access-Control-Max-Age": _PREFLIGHT_SECONDS,
    }
    return Response(status_code=204, headers=allowed)


def _check_the_web_ui(request: Request, options: ApiOptions) -> None:
    if not is_the_web_ui(request.headers, options):
        raise Forbidden(message("codec.other_origin"))


async def _encoded(codec: PayloadCodec, body: PayloadsWire) -> PayloadsWire:
    try:
        return _to_wire(await codec.encode(_from_wire(body)))
    except ValueError:
        raise InvalidRequest("payloads", message("codec.not_encrypted")) from None


async def _decoded(codec: PayloadCodec, body: PayloadsWire) -> PayloadsWire:
    try:
        return _to_wire(await codec.decode(_from_wire(body)))
    except ValueError:
        raise InvalidRequest("payloads", message("codec.no_key")) from None


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
        raise InvalidRequest("payloads", message("codec.no_base64")) from None


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
