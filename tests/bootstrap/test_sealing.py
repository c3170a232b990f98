"""What is kept of clusters is hidden, and nothing is kept in clear instead."""

import pytest
from pydantic import SecretBytes

from bootstrap.configuration.own import EncryptionKey
from bootstrap.sealing import KeySealing
from domain.common.errors import Misconfigured
from tests.fakes.words import says

OLD = EncryptionKey(id="old", secret=SecretBytes(b"o" * 32))
NEW = EncryptionKey(id="new", secret=SecretBytes(b"n" * 32))
OTHER_NEW = EncryptionKey(id="new", secret=SecretBytes(b"x" * 32))
CONTENT = b"password=hush"


def test_what_is_sealed_opens_again_and_shows_nothing():
    """CLD-4, RBK-4."""
    ring = KeySealing((NEW,))
    sealed = ring.seal(CONTENT, about="checkpoint/1")

    assert CONTENT not in sealed
    assert ring.open(sealed, about="checkpoint/1") == CONTENT
    assert sealed != ring.seal(CONTENT, about="checkpoint/1")


def test_a_rotated_ring_opens_what_the_old_key_sealed():
    """CLD-4, SEC-1."""
    sealed = KeySealing((OLD,)).seal(CONTENT, about="a")

    assert KeySealing((NEW, OLD)).open(sealed, about="a") == CONTENT
    with pytest.raises(Misconfigured, check=says("put it back at the end")):
        KeySealing((NEW,)).open(sealed, about="a")


def test_what_an_older_key_sealed_is_sealed_anew_once():
    """CLD-4, SEC-1."""
    sealed = KeySealing((OLD,)).seal(CONTENT, about="a")
    renewed = KeySealing((NEW, OLD)).renewed(sealed, about="a")

    assert KeySealing((NEW,)).open(renewed, about="a") == CONTENT
    assert KeySealing((NEW,)).renewed(renewed, about="a") is None
    assert KeySealing((OLD,)).renewed(sealed, about="a") is None
    for keys in ((NEW,), ()):
        with pytest.raises(Misconfigured, check=says("'old'")):
            KeySealing(keys).renewed(sealed, about="a")
    with pytest.raises(Misconfigured, check=says("does not open")):
        KeySealing((NEW, OLD)).renewed(sealed, about="b")


@pytest.mark.parametrize("harm", ["changed", "moved", "damaged", "cut"])
def test_the_newest_keys_name_on_something_is_not_taken_for_its_seal(harm):
    """CLD-4, SEC-1: it stands in clear before what was sealed, so anybody can have written it."""
    ring = KeySealing((NEW, OLD))
    sealed = ring.seal(CONTENT, about="a")
    label = sealed[: 1 + len(NEW.id)]
    harmed = {
        "changed": KeySealing((OTHER_NEW,)).seal(CONTENT, about="a"),
        "moved": ring.seal(CONTENT, about="b"),
        "damaged": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "cut": label,
    }[harm]

    assert harmed.startswith(label)
    with pytest.raises(Misconfigured, check=says("'new' does not open")):
        ring.renewed(harmed, about="a")


@pytest.mark.parametrize("harm", ["moved", "damaged", "cut", "empty"])
def test_what_was_moved_or_damaged_does_not_open(harm):
    """CLD-4."""
    ring = KeySealing((NEW,))
    sealed = ring.seal(CONTENT, about="a")
    about = "b" if harm == "moved" else "a"
    harmed = {
        "moved": sealed,
        "damaged": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "cut": sealed[:6],
        "empty": b"",
    }[harm]

    with pytest.raises(Misconfigured):
        ring.open(harmed, about=about)


def test_without_a_key_nothing_is_kept():
    """RBK-6, CLD-4."""
    with pytest.raises(Misconfigured, check=says("ZHIBAN_ENCRYPTION_KEYS")):
        KeySealing(()).seal(CONTENT, about="a")


def test_keys_are_in_no_repr():
    """CLD-4."""
    assert "nnnn" not in repr(KeySealing((NEW,)))
