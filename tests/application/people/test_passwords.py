"""Passwords, quick for tests and argon2id for people: both keep the same promises."""

import asyncio

import pytest
from argon2 import PasswordHasher

from application.ports.people import Passwords
from integrations.passwords.hashing import Argon2Passwords
from tests.fakes.people import QuickPasswords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(params=[QuickPasswords, lambda: Argon2Passwords(CHEAP)], ids=["quick", "argon2"])
def passwords(request) -> Passwords:
    return request.param()


@pytest.mark.parametrize(
    "password", ["correct horse", "正确的马 🐎", "broken \ud800 \0", "xy" * 100]
)
async def test_a_password_matches_its_own_hash_only(passwords, password):
    """VOI-6."""
    hashed = await passwords.hash(password)

    assert await passwords.verify(password, hashed) is True
    assert await passwords.verify(password + " ", hashed) is False
    assert password not in hashed


@pytest.mark.parametrize("kept", ["", "not a hash", "$argon2id$broken"])
async def test_nothing_matches_a_hash_that_is_none(passwords, kept):
    """SEC-3."""
    assert await passwords.verify("", kept) is False
    assert await passwords.verify("nobody has this password", kept) is False


async def test_hashes_are_salted_argon2id_with_the_recommended_cost():
    """VOI-6: RFC 9106, second recommended option."""
    passwords = Argon2Passwords()
    first, second = await asyncio.gather(*(passwords.hash("correct horse") for _ in range(2)))

    assert first != second
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_an_unknown_login_costs_a_whole_verification():
    """SEC-3: an empty hash is checked like any other, or the time would tell who exists."""
    checked = []

    class Counting(PasswordHasher):
        def verify(self, hash, password):  # noqa: A002 - the library's name
            checked.append(hash)
            return super().verify(hash, password)

    passwords = Argon2Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    await passwords.verify("correct horse", "")

    assert len(checked) == 1
    assert checked[0].startswith("$argon2id$v=19$m=8,t=1,p=1$")
