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
from sandbox.world import World
from supervisor.environment import (
    KUBERNETES,
    chosen_settings,
    part_environment,
    sandbox_settings,
    set_aside,
)
from supervisor.local_secrets import LocalSecrets
from supervisor.parts import Part, Step
from supervisor.plan import SANDBOX_FACES, local_stages
from supervisor.record import read_record

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

    assert names == ["temporal", "database", "sandbox", "worker", "api", "mcp"]


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
