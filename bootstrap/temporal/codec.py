"""The payload codec as the HTTP face wants it, for the Temporal Web UI (SEC-1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from temporalio.api.common.v1 import Payload

from api.options import WirePayload
from bootstrap.temporal.encryption import EncryptionCodec
from bootstrap.wording import in_english
from domain.common.errors import ZhibanError


@dataclass(frozen=True)
class WireCodec:
    """Translates between the face's payloads and Temporal's."""

    codec: EncryptionCodec

    async def encode(self, payloads: list[WirePayload]) -> list[WirePayload]:
        """Return the payloads encrypted, in order."""
        try:
            return _wire(await self.codec.encode(_temporal(payloads)))
        except ZhibanError as error:
            raise ValueError(in_english(error)) from error

    async def decode(self, payloads: list[WirePayload]) -> list[WirePayload]:
        """Return the payloads in clear, in order."""
        try:
            return _wire(await self.codec.decode(_temporal(payloads)))
        except ZhibanError as error:
            raise ValueError(in_english(error)) from error


def _temporal(payloads: Sequence[WirePayload]) -> list[Payload]:
    return [Payload(metadata=each.metadata, data=each.data) for each in payloads]


def _wire(payloads: Sequence[Payload]) -> list[WirePayload]:
    return [WirePayload(dict(each.metadata), each.data) for each in payloads]
