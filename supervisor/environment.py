"""The environment that parts run in: our settings, the sandbox's addresses, nothing real."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from bootstrap.configuration.environment import (
    ENV_FILE,
    PUBLISHED,
    foreign_environment,
    given_settings,
)
from bootstrap.configuration.sandbox_rule import CLOUD, MODEL
from bootstrap.configuration.settings import Settings
from domain.common.errors import Misconfigured
from supervisor.local_policy import FILE as POLICY
from supervisor.local_secrets import LocalSecrets

PAGE, TENCENT, ROBOTS, INBOX, LLM, SMTP, WEB, TEXTS, KUBERNETES, ALERTS = range(10)
"""Which of the sandbox's ports is which, counted from the first (sandbox/world.py)."""

_OUTSIDE = (
    *("ZHIBAN_TENCENT_", "ZHIBAN_LLM_", "ZHIBAN_MAIL_", "ZHIBAN_ROBOTS", "ZHIBAN_LOCAL_"),
    "ZHIBAN_EMBEDDINGS_",
    *("ZHIBAN_TWILIO_", "ZHIBAN_WEATHER_", "ZHIBAN_WEBHOOKS", "ZHIBAN_FEEDBACK_", "ZHIBAN_WEB_"),
    "ZHIBAN_APPRISE",
    *("ZHIBAN_METRIC_PRESETS", "ZHIBAN_NEWS_URLS", "ZHIBAN_KUBERNETES_"),
    *("ZHIBAN_ALERTS_SECRET", "ZHIBAN_ALERTS_HEADER", "ZHIBAN_ALERTS_ALERTMANAGER_"),
    *("ZHIBAN_ALERTS_CLUSTER", "ZHIBAN_DISCUSSIONS_DIR"),
)

_REAL = "ZHIBAN_UP_REAL"

_OF_SIDE: Mapping[str, tuple[str, ...]] = {
    MODEL: ("ZHIBAN_LLM_", "ZHIBAN_EMBEDDINGS_", "OPENAI_"),
    CLOUD: ("ZHIBAN_TENCENT_", "TENCENTCLOUD_", "ZHIBAN_KUBERNETES_"),
}
"""How the settings of a side begin that can be real (`ZHIBAN_UP_REAL`)."""

_POLICY = "ZHIBAN_REPAIRS_POLICY"

_TELLS_WHERE = (
    *("ZHIBAN_UP_", "ZHIBAN_API_", "ZHIBAN_MCP_"),
    *("ZHIBAN_TEMPORAL_NAMESPACE", "ZHIBAN_TEMPORAL_QUEUE", "TEMPORAL_NAMESPACE"),
    _POLICY,
)
"""What other terminals must know of a run, and what is no secret."""


def chosen_settings() -> dict[str, str]:
    """Return the given settings by which commands in other terminals find this run."""
    chosen = {
        name: value for name, value in given_settings().items() if name.startswith(_TELLS_WHERE)
    }
    if policy := chosen.get(_POLICY):
        chosen[_POLICY] = str(Path(policy).resolve())  # they may stand in another folder
    return chosen


def set_aside() -> list[str]:
    """Name the settings of the real world that a run in the sandbox does not use."""
    given = given_settings()
    real = [each.strip() for each in given.get(_REAL, "").split(",")]
    return sorted(name for name in given if _is_stand_in(name, real))


def sides_told(settings: Settings) -> str:
    """Say which side of the outside world is real and which is a stand-in; empty: none is real.

    Raises:
        Misconfigured: a side shall be real, and its settings do not say where it is.
    """
    real = settings.up.real
    named = {
        MODEL: (settings.llm.configured, f"the model ({settings.llm.model})", "ZHIBAN_LLM_API_KEY"),
        CLOUD: (
            settings.tencent.configured,
            f"Tencent Cloud ({settings.tencent.region}), only read without a {_POLICY} of yours",
            "ZHIBAN_TENCENT_SECRET_ID",
        ),
    }
    for side in real:
        configured, _, setting = named[side]
        if not configured:
            raise Misconfigured(
                f"{_REAL} names {side}, and its settings are not there: set {setting} and what "
                "belongs to it, or leave the side out."
            )
    if not real:
        return ""
    others = "the cloud" if CLOUD not in real else "the model" if MODEL not in real else "mail"
    return (
        f"Real: {'; '.join(named[side][1] for side in dict.fromkeys(real))}. "
        f"Stand-ins: {others} and all else outside."
    )


def part_environment(settings: Settings, secrets: LocalSecrets) -> dict[str, str]:
    """Return everything our own parts are to know.

    What is given for our own side counts; what is given for the outside world is replaced by the
    sandbox, so that neither a credential nor an address of the real world comes near it. Sides
    that are named as real keep their own settings.
    """
    real = settings.up.real
    given = {
        name: value for name, value in given_settings().items() if not _is_stand_in(name, real)
    }
    stand_ins = sandbox_settings(settings.up.sandbox_port)
    return {
        **foreign_environment(),
        **given,
        **_own(settings, secrets, given),
        **{name: value for name, value in stand_ins.items() if not _is_of(name, real)},
        ENV_FILE: "",  # what counts of it is here already
        "PYTHONUNBUFFERED": "1",
    }


def sandbox_settings(first_port: int) -> dict[str, str]:
    """Return the settings that lead into the sandbox."""
    from sandbox import shop, world  # noqa: PLC0415 - production comes without its libraries
    from sandbox.tencent import accounts  # noqa: PLC0415 - as above

    robots_at = _local(first_port + ROBOTS)
    disk = {
        "namespace": "QCE/CVM",
        "metric": "CvmDiskUsage",
        "dimensions": {"InstanceId": "ins-shop-db"},
    }
    return {
        "ZHIBAN_SANDBOX": "1",
        "ZHIBAN_TENCENT_SECRET_ID": accounts.SANDBOX_SECRET_ID,
        "ZHIBAN_TENCENT_SECRET_KEY": accounts.SANDBOX_SECRET_KEY,
        "ZHIBAN_TENCENT_ENDPOINT": _local(first_port + TENCENT),
        "ZHIBAN_TENCENT_CAPACITY": json.dumps([disk]),
        "ZHIBAN_LLM_BASE_URL": f"{_local(first_port + LLM)}/v1",
        "ZHIBAN_LLM_API_KEY": world.LLM_KEY,
        "ZHIBAN_LLM_MODEL": "sandbox-model",
        # The stand-in's tokens cost nothing: whoever tries it out shall not be stopped after a few
        # questions of some 40,000 tokens each.
        "ZHIBAN_LLM_DAILY_TOKENS": "20000000",
        "ZHIBAN_MAIL_HOST": "127.0.0.1",
        "ZHIBAN_MAIL_PORT": str(first_port + SMTP),
        "ZHIBAN_MAIL_TLS": "none",
        "ZHIBAN_MAIL_SENDER": "zhiban@sandbox.example",
        "ZHIBAN_WEB_ALLOW": f"127.0.0.1:{first_port + WEB}",
        "ZHIBAN_NEWS_URLS": f"{_local(first_port + WEB)}/feeds/rss",
        "ZHIBAN_METRIC_PRESETS": json.dumps(_presets(_local(first_port + WEB))),
        "ZHIBAN_WEATHER_FORECAST_URL": _local(first_port + WEB),
        "ZHIBAN_WEATHER_GEOCODING_URL": _local(first_port + WEB),
        "ZHIBAN_TWILIO_ACCOUNT_SID": world.TWILIO_SID,
        "ZHIBAN_TWILIO_AUTH_TOKEN": world.TWILIO_TOKEN,
        "ZHIBAN_TWILIO_SENDER": world.TWILIO_FROM,
        "ZHIBAN_TWILIO_URL": _local(first_port + TEXTS),
        "ZHIBAN_ALERTS_ALERTMANAGER_URL": _local(first_port + ALERTS),
        "ZHIBAN_ALERTS_CLUSTER": shop.CLUSTER,
        "ZHIBAN_ROBOTS": json.dumps(
            {
                "team-wecom": _robot("wecom", world.WECOM_KEY, "", robots_at),
                "team-dingtalk": _robot(
                    "dingtalk", world.DINGTALK_TOKEN, world.DINGTALK_SECRET, robots_at
                ),
                "team-feishu": _robot("feishu", world.FEISHU_TOKEN, world.FEISHU_SECRET, robots_at),
            }
        ),
    }


def _own(settings: Settings, secrets: LocalSecrets, given: Mapping[str, str]) -> Mapping[str, str]:
    named = given.get("ZHIBAN_ENCRYPTION_KEYS", "").split(",")
    keys = dict.fromkeys(key for key in (*named, secrets.encryption_key) if key)
    folder = settings.data_dir.resolve()
    return {
        "ZHIBAN_DATA_DIR": str(folder),
        "ZHIBAN_DISCUSSIONS_DIR": str(folder / "discussions"),
        "ZHIBAN_ALERTS_SECRET": secrets.alerts_secret,
        # The file here lets repairs happen in the sandbox; it was not written for a real cluster.
        _POLICY: given.get(_POLICY) or ("" if CLOUD in settings.up.real else str(folder / POLICY)),
        "ZHIBAN_TEMPORAL_ADDRESS": f"127.0.0.1:{settings.up.temporal_port}",
        "ZHIBAN_TEMPORAL_UI_URL": _local(settings.up.ui_port),
        "ZHIBAN_TEMPORAL_CODEC_KEY": secrets.codec_key,
        "ZHIBAN_TEMPORAL_TLS": "0",
        "ZHIBAN_ENCRYPTION_KEYS": ",".join(keys),
        "ZHIBAN_METRICS_HOST": "127.0.0.1",
        "ZHIBAN_METRICS_PORT": str(settings.up.metrics_port),
        "ZHIBAN_WORKER_HOST": "127.0.0.1",
        "ZHIBAN_WORKER_PORT": str(settings.up.worker_port),
        "ZHIBAN_BRIDGE_PORT": str(settings.up.bridge_port),
    }


def _is_outside(name: str) -> bool:
    return name.startswith(_OUTSIDE) or name in PUBLISHED


def _is_stand_in(name: str, real: Collection[str]) -> bool:
    """Say whether a setting leads outside on a side that is not real."""
    return _is_outside(name) and not _is_of(name, real)


def _is_of(name: str, sides: Collection[str]) -> bool:
    return any(name.startswith(_OF_SIDE.get(side, ())) for side in sides)


def _presets(web: str) -> Mapping[str, object]:
    """Return the published preset, pointed at the sandbox's price."""
    source = {"http_json": {"url": f"{web}/metrics/bitcoin", "json_path": "bitcoin.usd"}}
    return {
        "bitcoin_price": {
            "source": source,
            "unit": "USD",
        }
    }


def _robot(kind: str, key: str, secret: str, url: str) -> dict[str, str]:
    return {"kind": kind, "key": key, "secret": secret, "url": url}


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}"
