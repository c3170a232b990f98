"""Secrets of a local run: made once, kept in the data folder, never shown."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from domain.errors import Misconfigured

FILE = "secrets.json"


@dataclass(frozen=True)
class LocalSecrets:
    """What a run needs and nobody should have to think of.

    Attributes:
        encryption_key: `id:base64` for payloads in Temporal.
    """

    encryption_key: str


def local_secrets(data_dir: Path) -> LocalSecrets:
    """Return the secrets of this data folder, making them on the first run.

    Raises:
        Misconfigured: the file is damaged; without it old histories cannot be read.
    """
    path = data_dir / FILE
    if not path.exists():
        _create(path)
    try:
        return LocalSecrets(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise Misconfigured(
            f"{path} cannot be read; put its backup back, or remove the whole folder to begin "
            "anew: without that file what is in it cannot be decrypted."
        ) from error


def _create(path: Path) -> None:
    made = LocalSecrets("local:" + base64.b64encode(secrets.token_bytes(32)).decode())
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(made), file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
