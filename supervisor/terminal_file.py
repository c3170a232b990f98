"""The file by which the terminal asks the API: its address, and a token of the operator.

`zhiban up` keeps it in the data folder. Somebody whose API runs elsewhere writes one by hand and
names it in `ZHIBAN_TERMINAL_FILE`.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from domain.common.errors import Misconfigured
from domain.common.messages import Called, message
from supervisor.private_files import write_private

if TYPE_CHECKING:  # whoever only reads the file needs no services
    from application.people.proofs import ProofService
    from domain.people.access import Actor

FILE = "terminal.json"
LABEL = "zhiban up"
"""Of tokens that it makes."""

_FOR_OTHERS = 0o077
_LARGEST = 10_000


@dataclass(frozen=True)
class TerminalFile:
    """What stands in it."""

    address: str
    token: str = field(repr=False)


def read_terminal_file(path: Path) -> TerminalFile | None:
    """Return what stands in the file; None when there is none.

    Raises:
        Misconfigured: others than its owner may read it, or it is no such file.
    """
    try:
        with path.open(encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_mode & _FOR_OTHERS:
                command = Called(f"chmod 600 {path}")
                raise Misconfigured(
                    message("cli.file_open", file=Called(str(path)), command=command)
                )
            kept = json.loads(file.read(_LARGEST))
        found = TerminalFile(kept["address"].rstrip("/"), kept["token"].strip())
        found.token.encode("ascii")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise _wrong(path) from None
    if not found.token.isprintable():
        raise _wrong(path)
    return found


def _wrong(path: Path) -> Misconfigured:
    address, token = Called('"address"'), Called('"token"')
    return Misconfigured(
        message(
            "cli.file_wrong",
            file=Called(str(path)),
            address=address,
            token=token,
            up=Called("zhiban up"),
        )
    )


async def keep_terminal_file(
    proofs: "ProofService", operator: "Actor", address: str, data_dir: Path
) -> str:
    """See that the file in the data folder opens the API of this run, and say where it is.

    A token that still opens it is kept. Another is made at the first start, after it was revoked,
    and after others could read it; the ones before it open nothing then.
    """
    path = data_dir / FILE
    try:
        kept = read_terminal_file(path)
    except Misconfigured:
        kept = None
    token = kept.token if kept else ""
    known = await proofs.actor_of_token(token)
    if known is None or known.person_id != operator.person_id:
        token = await _another_token(proofs, operator)
    if kept != TerminalFile(address, token):
        write_private(path, json.dumps({"address": address, "token": token}))
    return f"asks the API with the token in {path}"


async def _another_token(proofs: "ProofService", operator: "Actor") -> str:
    from domain.people.access import Scope  # noqa: PLC0415 - see above

    for each in await proofs.list_tokens(by=operator):
        if each.label == LABEL and each.revoked_at is None:
            await proofs.revoke_token(by=operator, token_id=each.id)
    _, token = await proofs.issue_token(
        by=operator, label=LABEL, scopes=frozenset({Scope.ADMIN}), days=None
    )
    return token
