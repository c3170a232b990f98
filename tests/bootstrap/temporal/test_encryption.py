import pytest
from pydantic import SecretBytes
from temporalio.api.common.v1 import Payload

from api.options import WirePayload
from bootstrap.configuration.own import EncryptionKey
from bootstrap.temporal.codec import WireCodec
from bootstrap.temporal.encryption import (
    ENCODING,
    MOST_BYTES,
    EncryptionCodec,
    PayloadTooLarge,
    data_converter,
)
from domain.common.errors import Misconfigured, TooLarge
from tests.fakes.words import in_english, says

OLD = EncryptionKey(id="2025", secret=SecretBytes(bytes(32)))
NEW = EncryptionKey(id="2026", secret=SecretBytes(bytes(range(32))))


async def sealed(value, *keys):
    return await data_converter(keys).encode([value])


async def test_what_travels_can_be_read_back_and_not_on_the_way():
    """SEC-1."""
    [payload] = await sealed({"greeting": "早上好"}, NEW)

    assert payload.metadata["encoding"] == ENCODING
    assert b"greeting" not in payload.SerializeToString()
    assert await data_converter([NEW]).decode([payload]) == [{"greeting": "早上好"}]


async def test_the_same_value_never_looks_the_same_twice():
    """SEC-1."""
    [first], [second] = await sealed("same", NEW), await sealed("same", NEW)

    assert first.data != second.data


async def test_after_a_rotation_old_payloads_are_read_and_new_ones_use_the_new_key():
    """SEC-1."""
    old = await sealed("before", OLD)
    new = await sealed("after", NEW, OLD)

    assert await data_converter([NEW, OLD]).decode([*old, *new]) == ["before", "after"]
    assert new[0].metadata["encryption-key-id"] == b"2026"


async def test_payloads_from_before_encryption_are_still_read():
    """SEC-1."""
    clear = await sealed("clear")

    assert await data_converter([NEW]).decode(clear) == ["clear"]


async def test_a_key_that_was_taken_away_is_named():
    """SEC-1."""
    old = await sealed("before", OLD)

    with pytest.raises(Misconfigured, check=says("2025")):
        await data_converter([NEW]).decode(old)


async def test_another_key_under_the_same_id_is_noticed():
    """SEC-1."""
    old = await sealed("before", OLD)
    impostor = EncryptionKey(id=OLD.id, secret=NEW.secret)

    with pytest.raises(Misconfigured, check=says("does not open")):
        await data_converter([impostor]).decode(old)


@pytest.mark.parametrize("data", [b"", b"short", bytes(64)])
async def test_a_damaged_payload_is_noticed(data):
    """SEC-1."""
    damaged = Payload(metadata={"encoding": ENCODING, "encryption-key-id": b"2026"}, data=data)

    with pytest.raises(Misconfigured, check=says("damaged")):
        await EncryptionCodec([NEW]).decode([damaged])


@pytest.mark.parametrize("keys", [(), (NEW,)])
async def test_a_message_that_would_stall_its_workflow_does_not_leave(keys):
    """CLD-5."""
    with pytest.raises(TooLarge, check=says(f"{MOST_BYTES:,}")):
        await sealed("x" * MOST_BYTES, *keys)

    assert await sealed("x" * (MOST_BYTES - 1000), *keys)


async def test_many_small_values_of_one_message_count_together():
    """CLD-5."""
    with pytest.raises(PayloadTooLarge) as caught:
        await data_converter([NEW]).encode(["x" * 800_000] * 2)

    assert caught.value.non_retryable
    assert in_english(caught.value).startswith("A payload of 1,600,")


async def test_the_web_ui_can_read_through_the_codec_endpoint():
    """SEC-1."""
    codec = WireCodec(EncryptionCodec([NEW]))
    clear = [WirePayload({"encoding": b"json/plain"}, b'"hi"')]

    hidden = await codec.encode(clear)

    assert hidden[0].metadata["encoding"] == ENCODING
    assert await codec.decode(hidden) == clear
    assert await codec.decode(clear) == clear


async def test_the_codec_endpoint_says_when_a_key_is_missing():
    """SEC-1."""
    hidden = await WireCodec(EncryptionCodec([OLD])).encode([WirePayload({}, b"hi")])

    with pytest.raises(ValueError, match="2025"):
        await WireCodec(EncryptionCodec([NEW])).decode(hidden)
