"""API tokens: for agents, scripts and MCP clients (MCP-3)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.readers import reader
from api.strict import WHOLE, Strict
from domain.people.access import Scope
from domain.people.people import LONGEST_TOKEN_LIFE, TokenRecord

router = APIRouter(prefix="/api/v1/tokens", tags=["tokens"])

Whose = Annotated[str | None, Query(max_length=64, description="Whose; your own when left out.")]


class TokenIn(Strict):
    """What a token is for and how far it goes."""

    label: str = Field(min_length=1, max_length=64)
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope))
    days: Annotated[int, Field(ge=1, le=LONGEST_TOKEN_LIFE), WHOLE] | None = Field(
        90, description="Null: until it is revoked."
    )


class TokenOut(BaseModel):
    """A new token; `token` is shown this once."""

    record: TokenRecord
    token: str


@router.post("", status_code=201, summary="Make a token", responses=problems(409))
async def issue_token(services: ServicesHere, by: Asker, body: TokenIn) -> TokenOut:
    """Make a token of yours; it can do no more than you can."""
    record, text = await services.proofs.issue_token(
        by=by, label=body.label, scopes=frozenset(body.scopes), days=body.days
    )
    return TokenOut(record=record, token=text)


@router.get("", summary="List tokens", dependencies=[Depends(reader)], responses=problems(404))
async def list_tokens(
    services: ServicesHere, by: Asker, person_id: Whose = None
) -> list[TokenRecord]:
    """List tokens, newest first; their texts are kept nowhere."""
    return await services.proofs.list_tokens(by=by, person_id=person_id)


@router.delete("/{token_id}", summary="Revoke a token", responses=problems(404))
async def revoke_token(
    services: ServicesHere,
    by: Asker,
    token_id: Annotated[str, Path(max_length=64)],
    person_id: Whose = None,
) -> TokenRecord:
    """Make a token useless from this moment; revoking twice keeps the first time."""
    return await services.proofs.revoke_token(by=by, token_id=token_id, person_id=person_id)
