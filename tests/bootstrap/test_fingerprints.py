"""Fingerprints with a key."""

import pytest
from pydantic import SecretBytes

from bootstrap.configuration.own import EncryptionKey
from bootstrap.fingerprints import LENGTH, KeyedFingerprints
from domain.common.errors import Misconfigured
from tests.fakes.words import says


def a_key(letter: str) -> EncryptionKey:
    return EncryptionKey(id=letter, secret=SecretBytes(letter.encode() * 32))


def test_equal_texts_look_equal_and_only_with_the_same_key():
    """CLD-4."""
    prints, others = KeyedFingerprints([a_key("a")]), KeyedFingerprints([a_key("b"), a_key("a")])
    assert prints("hunter2") == prints("hunter2")
    assert prints("hunter2") != prints("hunter3")
    assert prints("hunter2") != others("hunter2")
    assert len(prints("hunter2")) == LENGTH
    assert "hunter2" not in prints("hunter2") + repr(prints)


def test_without_a_key_there_is_none():
    """CLD-4: what has no key could be found out by trying."""
    with pytest.raises(Misconfigured, check=says("ZHIBAN_ENCRYPTION_KEYS")):
        KeyedFingerprints([])("hunter2")
