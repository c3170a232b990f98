"""Hides what travels through Temporal (SEC-1), and stops what would not fit.

A payload is encrypted as a whole, type and all, with AES-256-GCM. The id of the key travels beside
it, so that keys can be rotated: the first key encrypts, every key decrypts. Payloads from before
encryption was turned on are still read.
"""

import os
from collections.abc import Sequence
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter, PayloadCodec
from temporalio.exceptions import ApplicationError

from bootstrap.configuration.own import EncryptionKey
from bootstrap.temporal.payloads import shared_data_converter
from domain.common.errors import Misconfigured, TooLarge
from domain.common.messages import bare, message

MOST_BYTES = 1_500_000
"""Most bytes of one message. The server refuses 2 MB, and one update that gets past the client
with more stalls its workflow for ever; the rest is room for what the server adds."""

ENCODING = b"binary/encrypted"
_KEY_ID = "encryption-key-id"
_NONCE_BYTES = 12  # what AES-GCM was made for (NIST SP 800-38D)


class PayloadTooLarge(TooLarge, ApplicationError):
    """A message to or from a workflow is too large.

    It is Temporal's error too because a worker encodes results after our errors were translated:
    without it, the activity would be tried again for ever.
    """

    def __init__(self, size: int) -> None:
        said = message("error.payload_too_large", size=size, most=MOST_BYTES)
        ApplicationError.__init__(
            self, bare(said), said.recorded, type=TooLarge.__name__, non_retryable=True
        )
        self._said = said

    def __str__(self) -> str:
        return self.message


class EncryptionCodec(PayloadCodec):
    """Encrypts with the first of `keys`; with none it only guards the size."""

    def __init__(self, keys: Sequence[EncryptionKey]) -> None:
        self._ciphers = {key.id: AESGCM(key.secret.get_secret_value()) for key in keys}
        self._current = keys[0].id if keys else None

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt each payload.

        Raises:
            PayloadTooLarge: together they are over `MOST_BYTES`.
        """
        size = sum(payload.ByteSize() for payload in payloads)
        if size > MOST_BYTES:
            raise PayloadTooLarge(size)
        return [self._encrypt(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt what is encrypted and leave the rest as it is.

        Raises:
            Misconfigured: the key is not among ours, or is not the one that its id says.
        """
        return [self._decrypt(payload) for payload in payloads]

    def _encrypt(self, payload: Payload) -> Payload:
        if self._current is None:
            return payload
        nonce = os.urandom(_NONCE_BYTES)
        key_id = self._current.encode()
        sealed = self._ciphers[self._current].encrypt(nonce, payload.SerializeToString(), key_id)
        return Payload(metadata={"encoding": ENCODING, _KEY_ID: key_id}, data=nonce + sealed)

    def _decrypt(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        key_id = payload.metadata[_KEY_ID]
        cipher = self._ciphers.get(key_id.decode(errors="replace"))
        if cipher is None:
            raise Misconfigured(
                f"A payload was encrypted with key {key_id.decode(errors='replace')[:40]!r}, "
                "which is not in ZHIBAN_ENCRYPTION_KEYS; put it back at the end of the list."
            )
        nonce, sealed = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        try:
            opened = cipher.decrypt(nonce, sealed, key_id)
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise Misconfigured(
                f"A payload does not open with key {key_id.decode()!r}: "
                "the key was changed under the same id, or the payload was damaged."
            ) from None
        return Payload.FromString(opened)


def data_converter(keys: Sequence[EncryptionKey]) -> DataConverter:
    """Return how values travel: as JSON by pydantic, size checked, then encrypted."""
    return replace(shared_data_converter, payload_codec=EncryptionCodec(keys))
