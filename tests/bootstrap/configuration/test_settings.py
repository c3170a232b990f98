import base64
import json

import pytest

from bootstrap.configuration.environment import ENV_FILE, OWN_FILES, PUBLISHED
from bootstrap.configuration.settings import load_settings, setting_names
from domain.common.errors import Misconfigured
from tests.fakes.words import says

REAL_ID = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"
KEY = base64.b64encode(bytes(range(32))).decode()


def refusal(monkeypatch, **variables):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured) as caught:
        load_settings()
    return str(caught.value)


def test_nothing_needs_to_be_set():
    """OPS-1, OPS-4."""
    settings = load_settings()

    assert settings.database == "sqlite:///var/zhiban.db"
    assert settings.api.address == "http://127.0.0.1:8080"
    assert settings.temporal.queue == "zhiban"
    assert not settings.sandbox
    assert not settings.llm.configured
    assert not settings.mail.configured


def test_every_setting_says_what_it_is_for():
    """OPS-5."""
    assert [name for name, field in setting_names() if not field.description] == []


def test_a_published_name_is_understood_and_ours_wins_over_it(monkeypatch):
    """OPS-3."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-theirs")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", REAL_ID)
    assert load_settings().llm.api_key.get_secret_value() == "sk-theirs"
    assert load_settings().tencent.secret_id.get_secret_value() == REAL_ID

    monkeypatch.setenv("ZHIBAN_LLM_API_KEY", "sk-ours")
    assert load_settings().llm.api_key.get_secret_value() == "sk-ours"


def test_every_published_name_leads_to_a_setting():
    """OPS-3."""
    known = {name for name, _ in setting_names()}

    assert {"ZHIBAN_" + "_".join(path).upper() for path in PUBLISHED.values()} <= known


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(monkeypatch, tmp_path):
    """OPS-1."""
    (tmp_path / "mine.env").write_text("ZHIBAN_API_PORT=9001\nOPENAI_API_BASE=http://llm.lan/v1\n")
    monkeypatch.setenv("ZHIBAN_ENV_FILE", str(tmp_path / "mine.env"))
    assert load_settings().api.port == 9001
    assert load_settings().llm.base_url == "http://llm.lan/v1"

    monkeypatch.setenv("ZHIBAN_API_PORT", "9002")
    assert load_settings().api.port == 9002


def test_a_file_named_env_in_the_folder_is_read(tmp_path):
    """OPS-1."""
    (tmp_path / ".env").write_text("ZHIBAN_MCP_ALLOWED_HOSTS=mcp.example.cn, 10.0.0.8\n")

    assert load_settings().mcp.allowed_hosts == ("mcp.example.cn", "10.0.0.8")


def test_a_missing_file_of_settings_is_told(monkeypatch):
    """OPS-3."""
    assert "not a file" in refusal(monkeypatch, ZHIBAN_ENV_FILE="nowhere.env")


def test_an_empty_value_means_the_default(monkeypatch):
    """OPS-2."""
    monkeypatch.setenv("ZHIBAN_API_PORT", "")
    monkeypatch.setenv("ZHIBAN_ENCRYPTION_KEYS", "")

    assert load_settings().api.port == 8080
    assert load_settings().encryption_keys == ()


def test_a_misspelt_name_is_refused_with_the_one_that_was_meant(monkeypatch):
    """OPS-3."""
    told = refusal(monkeypatch, ZHIBAN_API_PROT="1")

    assert told == "ZHIBAN_API_PROT is not a setting; did you mean ZHIBAN_API_PORT?"


def test_a_misspelt_name_in_the_file_is_refused_too(tmp_path, monkeypatch):
    """OPS-3."""
    (tmp_path / ".env").write_text("ZHIBAN_SANDBOXX=1\n")

    assert "did you mean ZHIBAN_SANDBOX?" in refusal(monkeypatch)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ZHIBAN_API_PORT", "70000", "ZHIBAN_API_PORT"),
        ("ZHIBAN_ROBOTS", "{broken", "ZHIBAN_ROBOTS: must be valid JSON"),
        ("ZHIBAN_TENCENT_CAPACITY", "hush", "ZHIBAN_TENCENT_CAPACITY: must be valid JSON"),
        ("ZHIBAN_ENCRYPTION_KEYS", "k1:c2hvcnQ=", "must be id:base64 of 32 random bytes"),
        ("ZHIBAN_ENCRYPTION_KEYS", f"a:{KEY},a:{KEY}", "must not use one id for two keys"),
        ("ZHIBAN_LOCAL_SERVICES", "tencent", "ZHIBAN_LOCAL_SERVICES"),
    ],
)
def test_a_wrong_value_is_told_by_name_and_never_repeated(monkeypatch, name, value, told):
    """CLD-4."""
    sentence = refusal(monkeypatch, **{name: value})

    assert told in sentence
    assert value not in sentence


def test_secrets_are_not_shown(monkeypatch):
    """CLD-4."""
    monkeypatch.setenv("ZHIBAN_ENCRYPTION_KEYS", f"k1:{KEY}")
    monkeypatch.setenv("ZHIBAN_LLM_API_KEY", "sk-hush")
    monkeypatch.setenv("ZHIBAN_DATABASE_URL", "postgresql://zhiban:hush@db/zhiban")
    robots = {"ops": {"kind": "dingtalk", "key": "hush", "secret": "hush"}}
    monkeypatch.setenv("ZHIBAN_ROBOTS", json.dumps(robots))

    shown = repr(load_settings())

    assert "hush" not in shown
    assert repr(bytes(range(32))) not in shown


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k-1"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=k-1"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/k-1"),
    ],
)
def test_a_robot_is_given_by_its_key_or_by_the_address_that_the_chat_program_shows(
    monkeypatch, kind, address
):
    """PSH-1."""
    for key in ("k-1", address):
        monkeypatch.setenv("ZHIBAN_ROBOTS", json.dumps({"ops": {"kind": kind, "key": key}}))
        robot = load_settings().robots["ops"]
        assert robot.key.get_secret_value() == "k-1"


def test_a_models_own_fields_are_one_object_without_those_that_are_ours(monkeypatch):
    """LLM-1, OPS-1."""
    monkeypatch.setenv("ZHIBAN_LLM_EXTRA_BODY", '{"enable_thinking": false}')
    monkeypatch.setenv("ZHIBAN_LLM_ANSWER_TOKENS", "16000")
    assert load_settings().llm.extra_body == {"enable_thinking": False}
    assert load_settings().llm.answer_tokens == 16_000

    for wrong, words in {
        "[1]": "EXTRA_BODY",
        "{": "valid JSON",
        '{"messages": []}': "may not hold messages",
        json.dumps({"x": "y" * 5_000}): "at most 4000 characters",
    }.items():
        monkeypatch.setenv("ZHIBAN_LLM_EXTRA_BODY", wrong)
        with pytest.raises(Misconfigured, check=says(words)):
            load_settings()


def test_cookies_are_for_https_only_when_people_come_by_https(monkeypatch):
    """SEC-3."""
    assert not load_settings().api.cookies_are_secure
    monkeypatch.setenv("ZHIBAN_API_PUBLIC_URL", "https://zhiban.example.cn/")
    assert load_settings().api.cookies_are_secure
    assert load_settings().api.address == "https://zhiban.example.cn"


SANDBOX = {
    "ZHIBAN_SANDBOX": "1",
    "ZHIBAN_TENCENT_SECRET_ID": "AKIDsandbox0000",
    "ZHIBAN_TENCENT_SECRET_KEY": "sandbox-only",
    "ZHIBAN_TENCENT_ENDPOINT": "http://127.0.0.1:8100",
    "ZHIBAN_LLM_BASE_URL": "http://localhost:8101/v1",
    "ZHIBAN_LLM_API_KEY": "sandbox-llm",
    "ZHIBAN_MAIL_HOST": "sandbox",
    "ZHIBAN_MAIL_PASSWORD": "sandbox-mail",
    "ZHIBAN_ROBOTS": json.dumps(
        {"ops": {"kind": "wecom", "key": "sandbox-ops", "url": "http://[::1]:8102"}}
    ),
}


def test_the_sandbox_with_its_own_credentials_is_accepted(monkeypatch):
    """OPS-6."""
    for name, value in SANDBOX.items():
        monkeypatch.setenv(name, value)

    assert load_settings().sandbox


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TENCENTCLOUD_SECRET_ID", REAL_ID, None),
        ("ZHIBAN_TENCENT_SECRET_ID", REAL_ID, "ZHIBAN_TENCENT_SECRET_ID looks like a real"),
        ("ZHIBAN_TENCENT_SECRET_KEY", "real", "ZHIBAN_TENCENT_SECRET_KEY looks like a real"),
        ("ZHIBAN_LLM_API_KEY", "sk-real", "ZHIBAN_LLM_API_KEY looks like a real"),
        ("ZHIBAN_MAIL_PASSWORD", "real", "ZHIBAN_MAIL_PASSWORD looks like a real"),
        ("ZHIBAN_MAIL_HOST", "smtp.example.cn", "point ZHIBAN_MAIL_HOST at the sandbox"),
        ("ZHIBAN_TENCENT_ENDPOINT", "", "point ZHIBAN_TENCENT_ENDPOINT at the sandbox"),
        ("ZHIBAN_LLM_BASE_URL", "", "point ZHIBAN_LLM_BASE_URL at the sandbox"),
        ("ZHIBAN_ROBOTS", '{"ops":{"kind":"wecom","key":"sandbox-x"}}', "the url of the robot"),
        (
            "ZHIBAN_ROBOTS",
            '{"ops":{"kind":"wecom","key":"real","url":"http://127.0.0.1:1"}}',
            "The key of the robot 'ops' in ZHIBAN_ROBOTS looks like a real",
        ),
    ],
)
def test_nothing_real_enters_the_sandbox(monkeypatch, name, value, told):
    """OPS-6."""
    if told is None:  # ours is set too, and wins
        for key, given in {**SANDBOX, name: value}.items():
            monkeypatch.setenv(key, given)
        assert load_settings().tencent.secret_id.get_secret_value().startswith("AKIDsandbox")
        return
    assert told in refusal(monkeypatch, **{**SANDBOX, name: value})


@pytest.mark.parametrize("name", [name for name in SANDBOX if name != "ZHIBAN_SANDBOX"])
def test_nothing_of_the_sandbox_enters_the_real_world(monkeypatch, name):
    """OPS-6."""
    real = {
        "ZHIBAN_TENCENT_SECRET_ID": REAL_ID,
        "ZHIBAN_TENCENT_SECRET_KEY": "real",
        "ZHIBAN_LLM_API_KEY": "sk-real",
        "ZHIBAN_MAIL_HOST": "smtp.example.cn",
    }

    told = refusal(monkeypatch, **{**real, name: SANDBOX[name]})

    assert "ZHIBAN_SANDBOX=1" in told
    assert "_HOST" in name or SANDBOX[name] not in told


def test_a_real_service_on_this_machine_is_named_as_such(monkeypatch):
    """OPS-6."""
    monkeypatch.setenv("ZHIBAN_LLM_BASE_URL", "http://127.0.0.1:11434/v1")
    with pytest.raises(Misconfigured, check=says("ZHIBAN_LOCAL_SERVICES")):
        load_settings()

    monkeypatch.setenv("ZHIBAN_LOCAL_SERVICES", "llm")
    assert load_settings().llm.configured


def test_a_value_may_stand_in_a_file_as_containers_are_given_secrets(monkeypatch, tmp_path):
    """OPS-8, SEC-1: without the end of its last line; published names, too."""
    key, mail = tmp_path / "key", tmp_path / "mail"
    key.write_text("sk-from-file\n", encoding="utf-8")
    mail.write_text("pass word ", encoding="utf-8")
    monkeypatch.setenv("OPENAI_API_KEY_FILE", str(key))
    monkeypatch.setenv("ZHIBAN_MAIL_PASSWORD_FILE", str(mail))
    (tmp_path / "mine.env").write_text(f"ZHIBAN_TWILIO_AUTH_TOKEN_FILE={key}\n")
    monkeypatch.setenv("ZHIBAN_ENV_FILE", str(tmp_path / "mine.env"))
    monkeypatch.setenv("HOME_FILE", "/nowhere")
    settings = load_settings()

    assert settings.llm.api_key.get_secret_value() == "sk-from-file"
    assert settings.mail.password.get_secret_value() == "pass word "
    assert settings.twilio.auth_token.get_secret_value() == "sk-from-file"
    assert load_settings() == settings
    assert "sk-from-file" not in repr(settings)


@pytest.mark.parametrize("written", [None, "", "\n", "x" * 70_000])
def test_a_file_without_a_value_is_refused_by_its_name(monkeypatch, tmp_path, written):
    """OPS-8."""
    file = tmp_path / "secret"
    if written is not None:
        file.write_text(written)
    monkeypatch.setenv("ZHIBAN_LLM_API_KEY_FILE", str(file))

    with pytest.raises(Misconfigured, check=says("ZHIBAN_LLM_API_KEY_FILE names .*secret")):
        load_settings()


def test_a_setting_is_given_once_and_a_misspelt_one_is_found(monkeypatch, tmp_path):
    """OPS-8, SEC-1: what stands in the file is in no refusal."""
    (tmp_path / "secret").write_text("sk-secret")
    monkeypatch.setenv("ZHIBAN_LLM_API_KEY", "sk-other")
    monkeypatch.setenv("ZHIBAN_LLM_API_KEY_FILE", str(tmp_path / "secret"))
    with pytest.raises(Misconfigured, check=says("keep one of the two")) as refused:
        load_settings()
    assert "sk-" not in str(refused.value)

    monkeypatch.delenv("ZHIBAN_LLM_API_KEY_FILE")
    told = refusal(monkeypatch, ZHIBAN_LLM_API_KYE_FILE=str(tmp_path / "secret"))
    assert "did you mean ZHIBAN_LLM_API_KEY?" in told
    assert "sk-secret" not in told


def test_settings_that_name_a_file_themselves_are_not_read():
    """OPS-8: whoever adds one adds it to those."""
    named = {name for name, _ in setting_names() if name.endswith("_FILE")}
    assert named | {ENV_FILE} == OWN_FILES
