import contextlib
import os
import signal
import socket
from pathlib import Path

import pytest
from temporalio.client import Client

from bootstrap.configuration.own import TemporalSettings, UpSettings
from bootstrap.configuration.settings import Settings, load_settings
from bootstrap.temporal.client import known_search_attributes
from domain.common.errors import Misconfigured
from sandbox.world import World
from supervisor.environment import (
    KUBERNETES,
    chosen_settings,
    part_environment,
    sandbox_settings,
    set_aside,
    sides_told,
)
from supervisor.local_secrets import LocalSecrets
from supervisor.parts import Part, Step
from supervisor.plan import SANDBOX_FACES, local_stages
from supervisor.record import read_record
from tests.fakes.words import says

SECRETS = LocalSecrets("local:" + "A" * 43 + "=", "hooks" * 6, "codec" * 6)


@pytest.fixture
def settings(tmp_path):
    """Settings of a run with ports that are free."""
    with contextlib.ExitStack() as held:
        ports = [
            held.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
            for _ in range(2)
        ]
    up = UpSettings(temporal_port=ports[0], ui_port=ports[1])
    return Settings(data_dir=tmp_path / "var", up=up, temporal=TemporalSettings(namespace="team"))


async def none_yet() -> str:
    return "no table yet"


def parts_of(settings):
    stages = local_stages(settings, SECRETS)
    return {stage.name: stage for stage in stages if isinstance(stage, Part)}


def test_parts_start_after_what_they_need(settings):
    """OPS-1."""
    stages = local_stages(settings, SECRETS, database=[Step("database", none_yet)])
    names = [stage.name for stage in stages]

    assert names == ["temporal", "database", "sandbox", "worker", "api", "mcp", "bridge"]


def test_every_port_can_be_moved_and_every_part_has_a_probe(settings, monkeypatch):
    """OPS-1."""
    for part in parts_of(settings).values():
        assert part.ready
        for port in part.ports:
            monkeypatch.setenv(port.setting, "19999")
            load_settings()
            monkeypatch.delenv(port.setting)


def test_our_parts_are_told_all_that_they_need(settings, monkeypatch):
    """OPS-1, SEC-1."""
    for name, value in part_environment(settings, SECRETS).items():
        monkeypatch.setenv(name, value)

    told = load_settings()

    assert told.sandbox
    assert told.data_dir == settings.data_dir
    assert told.temporal.address == f"127.0.0.1:{settings.up.temporal_port}"
    assert [key.id for key in told.encryption_keys] == ["local"]
    assert told.tencent.configured
    assert told.mail.configured
    assert told.llm.configured
    assert told.alerts.secret.get_secret_value() == SECRETS.alerts_secret
    assert told.repairs.policy == settings.data_dir / "policy.toml"
    assert sorted(told.robots) == ["team-dingtalk", "team-feishu", "team-wecom"]


def test_the_web_ui_and_the_api_agree_on_an_address_that_nobody_guesses(settings):
    """OPS-1, SEC-1."""
    parts = parts_of(settings)
    temporal = parts["temporal"].argv

    endpoint = temporal[temporal.index("--ui-codec-endpoint") + 1]
    key = parts["api"].env["ZHIBAN_TEMPORAL_CODEC_KEY"]
    assert endpoint == f"http://127.0.0.1:8080/codec/{key}"
    assert key == SECRETS.codec_key


def test_nothing_of_the_real_world_reaches_the_sandbox(settings, monkeypatch, tmp_path):
    """OPS-6."""
    (tmp_path / ".env").write_text("ZHIBAN_MAIL_USER=real\nZHIBAN_ROBOTS={}\n")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "real")
    monkeypatch.setenv("OPENAI_API_KEY", "real")
    monkeypatch.setenv("TEMPORAL_API_KEY", "real")
    monkeypatch.setenv("ZHIBAN_LLM_DAILY_TOKENS", "7")
    monkeypatch.setenv("ZHIBAN_ALERTS_SECRET", "a-secret-of-the-real-world")
    monkeypatch.setenv("ZHIBAN_KUBERNETES_KUBECONFIGS", '{"cls-real": "/real"}')

    for part in parts_of(settings).values():
        assert "real" not in part.env.values()
        assert "ZHIBAN_MAIL_USER" not in part.env
        assert "ZHIBAN_KUBERNETES_KUBECONFIGS" not in part.env
        assert part.env.get("ZHIBAN_ALERTS_SECRET", SECRETS.alerts_secret) == SECRETS.alerts_secret
    assert set_aside() == [
        "OPENAI_API_KEY",
        "TEMPORAL_API_KEY",
        "TENCENTCLOUD_SECRET_KEY",
        "ZHIBAN_ALERTS_SECRET",
        "ZHIBAN_KUBERNETES_KUBECONFIGS",
        "ZHIBAN_LLM_DAILY_TOKENS",
        "ZHIBAN_MAIL_USER",
        "ZHIBAN_ROBOTS",
    ]


REAL = {
    "ZHIBAN_LLM_BASE_URL": "https://model.example.cn/v1",
    "ZHIBAN_LLM_API_KEY": "sk-mine",
    "ZHIBAN_LLM_MODEL": "mine",
    "TENCENTCLOUD_SECRET_ID": "AKIDmine",
    "TENCENTCLOUD_SECRET_KEY": "mine",
    "ZHIBAN_MAIL_HOST": "smtp.example.cn",
}


@pytest.mark.parametrize(
    ("real", "model", "cloud", "told"),
    [
        ("", "sandbox-model", "AKIDsandbox", ""),
        ("model", "mine", "AKIDsandbox", "Real: the model (mine). Stand-ins: the cloud and all"),
        ("cloud", "sandbox-model", "AKIDmine", "Real: Tencent Cloud (ap-guangzhou), only read"),
        ("model, cloud", "mine", "AKIDmine", "Stand-ins: mail and all else outside."),
    ],
)
def test_a_side_that_is_named_stays_real_and_no_other(
    settings, monkeypatch, real, model, cloud, told
):
    """OPS-6, OPS-1: what was written for the sandbox's cluster lets nothing happen elsewhere."""
    for name, value in (REAL | {"ZHIBAN_UP_REAL": real}).items():
        monkeypatch.setenv(name, value)
    settings = settings.model_copy(update={"up": load_settings().up})
    aside = set_aside()
    for name, value in part_environment(settings, SECRETS).items():
        monkeypatch.setenv(name, value)
    inside = load_settings()

    assert inside.sandbox
    assert inside.llm.model == model
    assert inside.tencent.secret_id.get_secret_value().startswith(cloud)
    assert bool(inside.tencent.endpoint) == ("cloud" not in real)
    assert inside.mail.host == "127.0.0.1"
    assert (inside.repairs.policy is None) == ("cloud" in real)
    assert "ZHIBAN_MAIL_HOST" in aside
    assert ("ZHIBAN_LLM_API_KEY" in aside) == ("model" not in real)
    assert ("TENCENTCLOUD_SECRET_ID" in aside) == ("cloud" not in real)
    assert told in sides_told(inside)
    assert bool(sides_told(inside)) == bool(real)


@pytest.mark.parametrize("side", ["model", "cloud"])
def test_a_real_side_without_its_settings_is_refused(settings, monkeypatch, side):
    """OPS-1, OPS-6: before anything starts."""
    monkeypatch.setenv("ZHIBAN_UP_REAL", side)

    with pytest.raises(Misconfigured, check=says(f"ZHIBAN_UP_REAL names {side}")):
        sides_told(load_settings())


def test_a_stand_in_on_a_real_side_is_refused(monkeypatch):
    """OPS-6: as it is without a sandbox."""
    for name, value in {"ZHIBAN_SANDBOX": "1", "ZHIBAN_UP_REAL": "model"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ZHIBAN_LLM_API_KEY", "sandbox-llm-key")

    with pytest.raises(Misconfigured, check=says("a credential of the sandbox")):
        load_settings()


def test_what_is_set_for_our_own_side_counts(settings, monkeypatch):
    """OPS-1."""
    monkeypatch.setenv("ZHIBAN_LOG_LEVEL", "debug")
    monkeypatch.setenv("ZHIBAN_ENCRYPTION_KEYS", "mine:" + "B" * 42 + "A=")
    monkeypatch.setenv("ZHIBAN_REPAIRS_POLICY", "mine.toml")

    env = part_environment(settings, SECRETS)

    assert env["ZHIBAN_LOG_LEVEL"] == "debug"
    assert env["ZHIBAN_REPAIRS_POLICY"] == "mine.toml"
    assert chosen_settings()["ZHIBAN_REPAIRS_POLICY"] == str(Path("mine.toml").resolve())
    assert env["ZHIBAN_ENCRYPTION_KEYS"].startswith("mine:")
    assert env["ZHIBAN_ENCRYPTION_KEYS"].endswith(SECRETS.encryption_key)


def test_other_terminals_are_told_where_to_look_and_no_secret(monkeypatch):
    """OPS-1, SEC-1."""
    monkeypatch.setenv("ZHIBAN_UP_TEMPORAL_PORT", "17233")
    monkeypatch.setenv("ZHIBAN_API_PUBLIC_URL", "http://127.0.0.1:18080")
    monkeypatch.setenv("ZHIBAN_ENCRYPTION_KEYS", "mine:" + "B" * 42 + "A=")
    monkeypatch.setenv("ZHIBAN_DATABASE_URL", "postgresql://me:secret@127.0.0.1/zhiban")
    monkeypatch.setenv("TEMPORAL_API_KEY", "secret")

    assert chosen_settings() == {
        "ZHIBAN_UP_TEMPORAL_PORT": "17233",
        "ZHIBAN_API_PUBLIC_URL": "http://127.0.0.1:18080",
    }


def test_the_sandbox_is_where_our_parts_look_for_it():
    """OPS-1."""
    faces = {face.name: 8100 + face.offset for face in World(8100).faces()}
    told = sandbox_settings(8100)

    assert told["ZHIBAN_TENCENT_ENDPOINT"] == f"http://127.0.0.1:{faces['cloud']}"
    assert told["ZHIBAN_LLM_BASE_URL"] == f"http://127.0.0.1:{faces['model']}/v1"
    assert f"127.0.0.1:{faces['robots']}" in told["ZHIBAN_ROBOTS"]
    assert f"127.0.0.1:{faces['web']}" in told["ZHIBAN_WEB_ALLOW"]
    assert f"127.0.0.1:{faces['web']}" in told["ZHIBAN_METRIC_PRESETS"]
    assert told["ZHIBAN_TWILIO_URL"] == f"http://127.0.0.1:{faces['twilio']}"
    assert told["ZHIBAN_MAIL_PORT"] == "8105"
    assert told["ZHIBAN_ALERTS_ALERTMANAGER_URL"].endswith(f":{faces['alertmanager']}")
    assert faces["kubernetes"] == 8100 + KUBERNETES
    assert len(faces) + 1 == SANDBOX_FACES


def test_no_secret_is_on_a_command_line(settings):
    """SEC-1."""
    for part in parts_of(settings).values():
        assert SECRETS.encryption_key not in " ".join(part.argv)
        assert SECRETS.alerts_secret not in " ".join(part.argv)
        assert SECRETS.alerts_secret not in " ".join(each.url for each in part.addresses)


@pytest.mark.temporal
async def test_a_killed_temporal_server_comes_back_with_everything(stage, settings):
    """OPS-1, REL-1."""
    temporal = parts_of(settings)["temporal"]
    stage.data_dir = settings.data_dir
    async with stage.running(temporal):
        client = await Client.connect(
            f"127.0.0.1:{settings.up.temporal_port}", namespace=settings.temporal.namespace
        )
        assert "ZhibanOwner" in await known_search_attributes(client)
        await client.start_workflow("Anything", id="kept", task_queue="nobody")
        [part] = read_record(settings.data_dir).parts
        os.kill(part.pid, signal.SIGKILL)
        await stage.show.until("temporal", "running again")
        described = await client.get_workflow_handle("kept").describe()

    assert described.id == "kept"
