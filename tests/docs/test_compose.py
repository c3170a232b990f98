import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from api.edge import is_trusted
from bootstrap.configuration.environment import ENV_FILE
from bootstrap.configuration.settings import load_settings, setting_names
from bootstrap.incidents.policy_file import load_policy, parse_policy
from bootstrap.temporal.client import search_attribute_list
from domain.incidents.policy.policies import Mode
from tests.docs.tree import ROOT

TEXT = (ROOT / "docker-compose.temporal.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"].startswith("zhiban:")}
ONE_SHOT = {"temporal-schema", "temporal-namespace", "migrate"}
KNOWN = {name for name, _ in setting_names()} | {ENV_FILE}
ONLY_FOR_COMPOSE = {"DATABASE_PASSWORD", "TEMPORAL_DATABASE_PASSWORD"}
"""Secrets of .env that Compose puts where they belong; our processes get all of .env."""


def with_defaults(text, **given):
    """What Compose makes of a value."""
    return re.sub(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)\}", lambda m: given.get(m[1], m[2] or ""), text)


def test_everything_that_is_needed_is_there():
    """OPS-2."""
    assert set(SERVICES) == ONE_SHOT | {
        "temporal-database", "temporal", "temporal-ui", "database", "worker", "api", "mcp",
        "bridge",
    }  # fmt: skip
    assert set(OURS) == {"migrate", "worker", "api", "mcp", "bridge"}


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_to_a_version(name):
    """OPS-2."""
    _, _, tag = SERVICES[name]["image"].partition(":")

    assert re.search(r"\d", tag)
    assert "latest" not in tag


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_exists_and_can_become_true(name):
    """OPS-2."""
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        if wait["condition"] == "service_completed_successfully":
            assert other in ONE_SHOT
        else:
            assert wait["condition"] == "service_healthy"
            assert "healthcheck" in SERVICES[other]


def test_nobody_waits_for_somebody_who_waits_for_them():
    """OPS-2."""

    def before(name, seen=()):
        assert name not in seen
        for other in SERVICES[name].get("depends_on", {}):
            before(other, (*seen, name))

    for name in SERVICES:
        before(name)


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOT - {"temporal-ui"}))
def test_whatever_keeps_running_can_be_seen_to_be_well(name):
    """OPS-2, OPS-5."""
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", OURS)
def test_our_services_are_told_only_what_is_a_setting(name):
    """OPS-2."""
    given = SERVICES[name]["environment"]

    assert set(given) - ONLY_FOR_COMPOSE <= KNOWN
    assert {"ZHIBAN_DATABASE_URL", "ZHIBAN_TEMPORAL_ADDRESS", "ZHIBAN_ENCRYPTION_KEYS"} <= set(
        given
    )


def test_every_variable_of_the_file_is_in_the_example():
    """OPS-2."""
    asked = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    offered = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert asked <= offered


def test_no_password_has_a_default():
    """SEC-1."""
    for name, given in re.findall(r"\$\{([A-Z_]*(?:PASSWORD|KEYS?))([^}]*)\}", TEXT):
        assert given.startswith(":?"), name


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_listens_beyond_this_machine(name):
    """SEC-1."""
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_workers_can_be_many():
    """OPS-2."""
    assert "container_name" not in SERVICES["worker"]
    assert "ports" not in SERVICES["worker"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_change_nothing_but_their_own_memory(name):
    """SEC-1."""
    assert SERVICES[name]["read_only"]
    assert SERVICES[name]["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", SERVICES)
def test_mounted_files_and_named_volumes_exist(name):
    """OPS-2."""
    for volume in SERVICES[name].get("volumes", []):
        source = with_defaults(volume).partition(":")[0]
        assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_discussions_outlive_a_container(name):
    """BUS-2, OPS-2: the volume gets the owner that its folder has in the image."""
    folder = SERVICES[name]["environment"]["ZHIBAN_DISCUSSIONS_DIR"]

    assert f"discussions:{folder}" in SERVICES[name]["volumes"]
    assert folder in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("script", ["temporal-schema.sh", "temporal-namespace.sh"])
def test_scripts_are_valid(script):
    """OPS-2."""
    path = ROOT / "docker" / script
    assert path.read_text().splitlines()[2] == "set -eu"
    subprocess.run(["sh", "-n", str(path)], check=True)


def test_the_namespace_gets_the_search_attributes_that_the_program_uses():
    """OPS-2."""
    script = (ROOT / "docker/temporal-namespace.sh").read_text()
    [listed] = re.findall(r"^ *for attribute in (.*); do$", script, re.MULTILINE)

    assert listed.split() == search_attribute_list().split(", ")


def test_the_schema_script_asks_for_both_databases(tmp_path):
    """OPS-2."""
    tool = tmp_path / "temporal-sql-tool"
    tool.write_text('#!/bin/sh\necho "$SQL_PASSWORD $@" >> "$LOG"\n')
    tool.chmod(0o755)
    log = tmp_path / "log"
    environment = {
        "PATH": f"{tmp_path}:/usr/bin:/bin", "LOG": str(log), "DB": "postgres12",
        "DB_PORT": "5432", "POSTGRES_SEEDS": "db", "POSTGRES_USER": "temporal",
        "POSTGRES_PWD": "hush", "DBNAME": "temporal", "VISIBILITY_DBNAME": "visible",
    }  # fmt: skip
    subprocess.run(
        [shutil.which("sh"), str(ROOT / "docker/temporal-schema.sh")], check=True, env=environment
    )

    calls = log.read_text().splitlines()
    common = "hush --plugin postgres12 --ep db -p 5432 -u temporal --db"
    folder = "/etc/temporal/schema/postgresql/v12"
    assert calls == [
        f"{common} temporal create",
        f"{common} temporal setup-schema -v 0.0",
        f"{common} temporal update-schema -d {folder}/temporal/versioned",
        f"{common} visible create",
        f"{common} visible setup-schema -v 0.0",
        f"{common} visible update-schema -d {folder}/visibility/versioned",
    ]


def test_the_web_ui_asks_the_api_with_the_cookie_of_who_is_signed_in():
    """SEC-1, OPS-8: tests/faces/api/test_web_ui.py does the same in a browser."""
    asked = SERVICES["temporal-ui"]["environment"]
    ours = SERVICES["api"]["environment"]

    assert asked["TEMPORAL_CODEC_ENDPOINT"] == f"{ours['ZHIBAN_API_PUBLIC_URL']}/codec"
    assert asked["TEMPORAL_CODEC_INCLUDE_CREDENTIALS"] == "true"
    assert "8233" in ours["ZHIBAN_TEMPORAL_UI_URL"]
    assert SERVICES["temporal-ui"]["ports"] == ["127.0.0.1:8233:8080"]


@pytest.fixture(params=OURS)
def told(request, monkeypatch):
    """The settings of a service of ours, with nothing in .env but what is required."""
    required = {"DATABASE_PASSWORD": "secret", "ZHIBAN_ENCRYPTION_KEYS": "k:" + "A" * 43 + "="}
    for name, text in SERVICES[request.param]["environment"].items():
        monkeypatch.setenv(name, with_defaults(text, **required))
    return load_settings()


def test_the_settings_of_our_services_can_be_read(told):
    """OPS-2, OPS-8."""
    assert told.temporal.address == "temporal:7233"
    assert told.database_url.get_secret_value().endswith(":secret@database:5432/zhiban")


@pytest.mark.parametrize("name", OURS)
def test_our_services_read_a_policy_that_only_observes_until_somebody_changes_it(name):
    """OPS-8, RBK-7: `up` needs no editing, and a repair needs no rebuilding."""
    [mounted] = [each for each in SERVICES[name]["volumes"] if "/etc/zhiban" in each]
    folder, inside, mode = with_defaults(mounted).split(":")
    path = with_defaults(SERVICES[name]["environment"]["ZHIBAN_REPAIRS_POLICY"])

    assert mode == "ro"
    policy = load_policy(ROOT / folder / Path(path).relative_to(inside))
    assert policy.default_mode is Mode.OBSERVE
    assert policy.modes == ()


def test_what_the_policy_offers_as_a_next_step_is_valid():
    """RBK-7."""
    text = (ROOT / "docker/config/policy.toml").read_text()
    offered = re.sub(r"^#(?=on_|\[\[|namespace|actions|mode)", "", text, flags=re.MULTILINE)

    assert [rule.mode for rule in parse_policy(offered, "offered").modes] == [Mode.APPROVE]


@pytest.mark.parametrize("name", OURS)
def test_no_process_of_ours_is_handed_what_it_does_not_need(name):
    """SEC-1, OPS-8: what stands here goes before what stands in .env."""
    given = SERVICES[name]["environment"]

    assert {each: given[each] for each in ONLY_FOR_COMPOSE} == dict.fromkeys(ONLY_FOR_COMPOSE, "")


@pytest.mark.parametrize("name", OURS)
def test_our_containers_cannot_take_the_whole_machine(name):
    """OPS-8."""
    assert with_defaults(SERVICES[name]["mem_limit"]) == "2g"
    assert SERVICES[name]["pids_limit"] > 0


def test_the_worker_is_asked_what_its_event_loop_answers():
    """OPS-2, SEC-5: its numbers are served while Python stands still."""
    worker = SERVICES["worker"]
    port = worker["environment"]["ZHIBAN_WORKER_PORT"]

    assert worker["healthcheck"]["test"][-1] == f"http://127.0.0.1:{port}/health"


def test_the_example_for_prometheus_asks_where_numbers_are(monkeypatch):
    """OPS-5, OPS-8."""
    jobs = {
        each["job_name"]: each
        for each in yaml.safe_load((ROOT / "docker/prometheus.example.yml").read_text())[
            "scrape_configs"
        ]
    }
    [workers] = jobs["zhiban-worker"]["dns_sd_configs"]
    [api], [temporal] = (jobs[name]["static_configs"] for name in ("zhiban-api", "temporal"))

    assert workers["names"] == ["worker"]
    worker = SERVICES["worker"]["environment"]
    assert worker["ZHIBAN_METRICS_HOST"] == "0.0.0.0"
    assert str(workers["port"]) == worker["ZHIBAN_METRICS_PORT"]
    assert api["targets"] == [f"api:{SERVICES['api']['environment']['ZHIBAN_API_PORT']}"]
    trusted = with_defaults(SERVICES["api"]["environment"]["ZHIBAN_API_TRUSTED_HOSTS"])
    assert is_trusted(api["targets"][0], [each for each in trusted.split(",") if each])
    assert "credentials_file" in jobs["zhiban-api"]["authorization"]
    listens = SERVICES["temporal"]["environment"]["PROMETHEUS_ENDPOINT"]
    assert temporal["targets"] == [f"temporal:{listens.rpartition(':')[2]}"]


FORGETFUL = """#!/bin/sh
echo "$@" >> "$LOG"
case "$*" in
  *"namespace describe"*) [ -e "$LOG.made" ] ;;
  *"namespace create"*) touch "$LOG.made" ;;
  *"search-attribute list"*)
    [ "$(grep -c "search-attribute list" "$LOG")" -gt "$HEARS_AFTER" ] && cat "$LOG.names" && exit
    echo "Error: unable to list search attributes: Namespace zreal is not found." >&2
    exit 1 ;;
  *"search-attribute create"*) echo "$7=$9" >> "$LOG.names" ;;
esac
"""
"""The `temporal` of a server that takes a while to see a namespace that it has registered."""


@pytest.fixture
def forgetful(tmp_path):
    """Run the namespace script against it."""
    for name, text in {"temporal": FORGETFUL, "sleep": "#!/bin/sh\n"}.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    log = tmp_path / "log"
    (tmp_path / "log.names").touch()

    def run(*, hears_after):
        environment = {
            "PATH": f"{tmp_path}:/usr/bin:/bin", "LOG": str(log), "NAMESPACE": "zreal",
            "RETENTION": "24h", "HEARS_AFTER": str(hears_after),
        }  # fmt: skip
        done = subprocess.run(
            [shutil.which("sh"), str(ROOT / "docker/temporal-namespace.sh")],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done, log.read_text().splitlines()

    return run


def test_the_namespace_script_waits_until_the_server_sees_the_new_namespace(forgetful):
    """OPS-2, OPS-8."""
    first, calls = forgetful(hears_after=9)
    second, both = forgetful(hears_after=9)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert [each for each in both[len(calls) :] if "create" in each] == []
    created = [each.split()[6:9:2] for each in calls if "search-attribute create" in each]
    assert ", ".join("=".join(each) for each in created) == search_attribute_list()


def test_the_namespace_script_gives_up_with_the_servers_words(forgetful):
    """OPS-2: it is not left waiting for ever."""
    done, calls = forgetful(hears_after=1_000)

    assert done.returncode == 1
    assert len(calls) == 62
    assert "Namespace zreal is not found" in done.stderr
    assert "run this again" in done.stderr
