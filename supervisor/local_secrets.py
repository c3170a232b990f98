"""Secrets of a local run: made once, kept in the data folder, never shown."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from domain.common.errors import Misconfigured
from supervisor.private_files import write_private

FILE = "secrets.json"
_KEY = "encryption_key"


@dataclass(frozen=True)
class LocalSecrets:
    """What a run needs and nobody should have to think of.

    Attributes:
        encryption_key: `id:base64` for payloads in Temporal.
        alerts_secret: the end of the addresses that alert sources post to.
        codec_key: part of the address at which Temporal's Web UI has payloads decrypted.
    """

    encryption_key: str
    alerts_secret: str
    codec_key: str


def local_secrets(data_dir: Path) -> LocalSecrets:
    """Return the secrets of this data folder, making them on the first run.

    Raises:
        Misconfigured: the file is damaged; without it old histories cannot be read.
    """
    path = data_dir / FILE
    if not path.exists():
        write_private(path, json.dumps(asdict(_fresh())))
    try:
        kept = json.loads(path.read_text())
        found = LocalSecrets(**{**asdict(_fresh()), **kept, "encryption_key": kept[_KEY]})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Misconfigured(
            f"{path} cannot be read; put its backup back, or remove the whole folder to begin "
            "anew: without that file what is in it cannot be decrypted."
        ) from error
    if kept != asdict(found):  # an earlier version knew fewer of them
        write_private(path, json.dumps(asdict(found)))
    return found


def _fresh() -> LocalSecrets:
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return LocalSecrets(f"local:{key}", secrets.token_urlsafe(24), secrets.token_urlsafe(24))
