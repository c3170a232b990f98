"""What is set, as people may see it (SEC-1, OPS-5)."""

from pydantic import SecretStr

from bootstrap.configuration.inventory import settings_in_force, shown
from bootstrap.configuration.settings import Settings, setting_names

PROOFS = ("sekrit", "hunter22")


def test_every_setting_is_there_and_no_secret_is():
    """SEC-1: neither what is declared to be one, nor what an address may carry."""
    settings = Settings(
        database_url=SecretStr("postgresql://u:sekrit@db/z"),
        otlp_endpoint="http://u:hunter22@otlp.example:4318/sekrit?key=hunter22",
        robots={"ops": {"kind": "wecom", "key": "sekrit"}},
        _env_file=None,
    )
    given = {"ZHIBAN_OTLP_ENDPOINT": "x", "ZHIBAN_ROBOTS": "x"}
    found = {each.name: each for each in settings_in_force(settings, given)}

    assert list(found) == [name for name, _ in setting_names()]
    assert found["ZHIBAN_OTLP_ENDPOINT"].value == "http://otlp.example:4318/…"
    assert found["ZHIBAN_ROBOTS"].value == "ops"
    assert found["ZHIBAN_DATABASE_URL"].is_secret
    assert not found["ZHIBAN_ROBOTS"].is_default
    assert found["ZHIBAN_TEMPORAL_QUEUE"].is_default
    for each in found.values():
        assert not any(proof in each.value for proof in PROOFS), each


def test_what_is_not_known_to_be_harmless_is_not_shown():
    """SEC-1: a new kind of value is silent until somebody has thought about it."""
    assert shown(object()) == ""
    assert shown(SecretStr("sekrit")) == ""
    assert shown((SecretStr("sekrit"),)) == "1"
    assert shown((True, "a", 3)) == "1, a, 3"
