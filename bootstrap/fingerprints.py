"""Fingerprints of what may be secret, with a key: equal ones are equal, and none can be guessed."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from bootstrap.configuration.own import EncryptionKey
from domain.common.errors import Misconfigured

LENGTH = 16
"""Hexadecimal characters: 64 bits, enough to tell the values of one object from each other."""

_PURPOSE = b"zhiban fingerprints of cluster edits, 1"
"""Makes a key of its own of the one that encrypts, so that neither tells of the other."""


@dataclass(frozen=True)
class KeyedFingerprints:
    """HMAC-SHA-256 with a key made of the first encryption key."""

    keys: Sequence[EncryptionKey] = field(repr=False)

    def __call__(self, text: str) -> str:
        """Return the fingerprint of a text.

        Raises:
            Misconfigured: there is no key: one without could be found out by trying.
        """
        if not self.keys:
            raise Misconfigured(
                "Edits of clusters need a key for fingerprints and checkpoints; set "
                "ZHIBAN_ENCRYPTION_KEYS."
            )
        key = hmac.digest(self.keys[0].secret.get_secret_value(), _PURPOSE, "sha256")
        return hmac.digest(key, text.encode(), "sha256").hex()[:LENGTH]
