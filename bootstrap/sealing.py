"""Hides what is kept of clusters and plugins, with the keys of what travels through Temporal."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bootstrap.configuration.own import EncryptionKey
from domain.common.errors import Misconfigured

_NONCE_BYTES = 12  # what AES-GCM was made for (NIST SP 800-38D)


@dataclass(frozen=True)
class KeySealing:
    """AES-256-GCM: the first key seals, all open; the key's id stands before what it sealed."""

    keys: Sequence[EncryptionKey] = field(repr=False)

    def seal(self, content: bytes, *, about: str) -> bytes:
        """Return it hidden.

        Raises:
            Misconfigured: there is no key: nothing is kept in clear instead, so nothing that needs
                a checkpoint is done, and no plugin is registered.
        """
        if not self.keys:
            raise Misconfigured(
                "Checkpoints of repairs, addresses of robots, addresses and headers of plugins, "
                "and what authenticator apps share with us are only kept encrypted: set "
                "ZHIBAN_ENCRYPTION_KEYS."
            )
        key, nonce = self.keys[0], os.urandom(_NONCE_BYTES)
        hidden = _cipher(key).encrypt(nonce, content, _bound(key.id, about))
        return _label(key) + nonce + hidden

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """Return what was hidden.

        Raises:
            Misconfigured: the key is not there any more, or the content was damaged or moved.
        """
        end = 1 + (sealed[0] if sealed else 0)
        name = sealed[1:end].decode(errors="replace")
        key = next((each for each in self.keys if each.id == name), None)
        if key is None:
            raise Misconfigured(
                f"It was sealed with key {name[:40]!r}, which is not in ZHIBAN_ENCRYPTION_KEYS; "
                "put it back at the end of the list."
            )
        nonce, hidden = sealed[end : end + _NONCE_BYTES], sealed[end + _NONCE_BYTES :]
        try:
            return _cipher(key).decrypt(nonce, hidden, _bound(name, about))
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise Misconfigured(
                f"What was sealed with key {name!r} does not open: it was damaged or moved, or the "
                "key was changed under the same id."
            ) from None

    def renewed(self, sealed: bytes, *, about: str) -> bytes | None:
        """Return it sealed with the first key; None: it is so already.

        It is opened in either case. The id before it is only its word: what was damaged or moved,
        or sealed with another key of the same id, bears it, too.

        Raises:
            Misconfigured: it does not open, or there is no key to seal it with.
        """
        content = self.open(sealed, about=about)
        is_newest = sealed.startswith(_label(self.keys[0]))
        return None if is_newest else self.seal(content, about=about)


def _label(key: EncryptionKey) -> bytes:
    return bytes([len(key.id)]) + key.id.encode()


def _cipher(key: EncryptionKey) -> AESGCM:
    return AESGCM(key.secret.get_secret_value())


def _bound(key_id: str, about: str) -> bytes:
    return f"{key_id}\n{about}".encode()
