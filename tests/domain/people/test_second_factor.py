"""One-time codes of authenticator apps, and codes for a lost phone."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.people.second_factor import (
    SecondFactor,
    address_of,
    code_at,
    is_recovery_code,
    plain,
    recovery_code_of,
    secret_from,
    secret_of,
    step_of,
    step_of_code,
    text_of,
)

RFC_SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 20, 12, 0, 10, tzinfo=UTC)


def factor(**changes) -> SecondFactor:
    return SecondFactor(
        **{"person_id": "u_mei", "secret": RFC_SECRET, "begun_at": NOW} | changes,
    )


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, code):
    """VOI-6: the vectors of RFC 6238, appendix B, which have eight digits."""
    step = step_of(datetime.fromtimestamp(seconds, UTC))

    assert code_at(RFC_SECRET, step, digits=8) == code
    assert code_at(RFC_SECRET, step) == code[2:]


@pytest.mark.parametrize(
    ("off", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_off_by_half_a_minute(off, opens):
    """VOI-6."""
    code = code_at(RFC_SECRET, step_of(NOW) + off)

    assert step_of_code(factor(), code, now=NOW) == (step_of(NOW) + off if opens else None)


def test_a_code_and_those_before_it_open_once():
    """SEC-3: whoever looks over a shoulder is too late."""
    here = step_of(NOW)
    used = factor(last_step=here)

    assert step_of_code(used, code_at(RFC_SECRET, here), now=NOW) is None
    assert step_of_code(used, code_at(RFC_SECRET, here - 1), now=NOW) is None
    assert step_of_code(used, code_at(RFC_SECRET, here + 1), now=NOW) == here + 1
    later = NOW + timedelta(seconds=30)
    assert step_of_code(used, code_at(RFC_SECRET, here + 1), now=later) == here + 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-" * 5000])
def test_what_is_no_code_opens_nothing(code):
    """SEC-3."""
    assert step_of_code(factor(), code, now=NOW) is None


def test_codes_are_read_as_people_type_them():
    """VOI-6: with blanks and dashes."""
    code = code_at(RFC_SECRET, step_of(NOW))

    assert step_of_code(factor(), f" {code[:3]} {code[3:]} ", now=NOW) == step_of(NOW)
    assert plain("ABCD-efgh ijkl") == "abcdefghijkl"


def test_recovery_codes_have_eighty_bits_and_a_form_of_their_own():
    """SEC-3: no code of an app is taken for one, and the other way round."""
    code = recovery_code_of("seed")

    assert len(plain(code)) == 16
    assert code == recovery_code_of("seed") != recovery_code_of("other")
    assert is_recovery_code(code.upper())
    assert not is_recovery_code("123456")
    assert step_of_code(factor(), code, now=NOW) is None


def test_the_address_says_what_apps_need():
    """VOI-6: every app reads this form."""
    secret = secret_of("seed")

    assert len(secret) == 20
    assert secret_from(text_of(secret)) == secret
    assert address_of(secret, "u_mei") == (
        f"otpauth://totp/Zhiban:u_mei?secret={text_of(secret)}&issuer=Zhiban&digits=6&period=30"
    )
