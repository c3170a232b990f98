"""What somebody sees who has just typed `zhiban up`."""

import base64
import json
import re

import pytest

from tests.whole.callers import asking, briefings_among
from tests.whole.machine import WHOLE

pytestmark = WHOLE

PUSHED = {"dingtalk accepted", "feishu accepted", "mail accepted", "wecom accepted"}


async def test_within_a_minute_the_first_briefing_was_given_and_pushed(town):
    """OPS-1, BRF-2, BRF-7, PSH-1, SEC-6."""
    told = {line.split("  ")[0].removeprefix("✓ "): line for line in town.said if "  " in line}

    assert town.seconds < 180  # a minute, and two for a machine that does other things
    password = (town.machine.data / "first-admin-password").read_text().strip()
    assert "one-time password in" in told["first admin"]
    assert not any(password in line for line in town.said)
    files = [each for each in town.machine.data.rglob("*") if each.is_file()]
    assert {"temporal.db", "api.log", "policy.toml"} <= {each.name for each in files}
    assert [each for each in files if each.stat().st_mode & 0o077] == []
    assert "简报" in told["first greeting"]
    assert "今天的简报已经给过了" in told["second greeting"]
    assert set(told["pushed to Leo"].split("  ")[1].split(", ")) == PUSHED


async def test_its_people_live_here_and_nothing_of_its_tour_stays_with_them(town, admin):
    """OPS-1, BRF-8: Leo's window ended in a moment, and is again what it was before."""
    for person, start, end in (("u_mei", "00:00", "23:59"), ("u_leo", "06:00", "10:00")):
        settings = await admin.get("/api/v1/briefings/settings", person_id=person)
        assert settings["zone"] == town.machine.zone
        assert settings["window_start"][:5] == start
        assert settings["window_end"][:5] == end


async def test_every_message_says_sandbox(town):
    """PSH-1, OPS-6."""
    assert sorted(mail["to"][0] for mail in briefings_among(town.mails)) == [
        "leo@sandbox.example",
        "mei@sandbox.example",
    ]
    assert sorted(post["robot"] for post in town.posts) == [
        "team-dingtalk",
        "team-feishu",
        "team-wecom",
    ]
    assert all("SANDBOX" in mail["subject"] for mail in town.mails)
    assert all("SANDBOX" in post["text"] for post in town.posts)


@pytest.mark.usefixtures("stopped")
async def test_every_page_opens_and_says_sandbox(town):
    """BRF-6, PSH-6, OPS-1, OPS-6: the shared page still opens after a restart."""
    machine = town.machine
    [line] = [line for line in town.said if "/s/" in line]
    shared = re.search(r"http://\S+/s/\w+", line)[0]
    pages = {
        shared: "SANDBOX",
        machine.url("API"): "沙箱",
        f"{machine.url('API')}/docs": "Zhiban",
        machine.sandbox("page"): "SANDBOX",
        machine.sandbox("inbox"): "SANDBOX",
        machine.sandbox("robots"): "SANDBOX",
        machine.sandbox("kubernetes"): "shop / Deployment payments",
        machine.sandbox("alertmanager"): "SANDBOX",
        f"{machine.url('UP_UI')}/namespaces/default/workflows": "<html",
        f"{machine.url('UP_METRICS')}/metrics": "temporal_num_pollers",
    }
    async with asking(headers={"Accept": "text/html"}) as http:
        for address, words in pages.items():
            answer = await http.get(address)
            assert answer.status_code == 200, address
            assert words in answer.text, address
        page = await http.get(shared)

    assert "<svg" in page.text
    assert "noindex" in page.headers["x-robots-tag"]
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"


async def test_the_web_ui_lists_the_briefings_and_shows_what_they_are_about(machine):
    """BRF-1, BRF-8, OPS-5."""
    async with WebUi(machine) as ui:
        running = {
            each["execution"]["workflowId"]: each["status"]
            for each in (await ui.get("workflows"))["executions"]
        }
        described = await ui.get("workflows/briefing%2Fu_leo")
        asked = await ui.query("briefing%2Fu_leo", "__temporal_workflow_metadata")
        summary = await ui.decoded(described["executionConfig"]["userMetadata"]["summary"])
        details = await ui.decoded(asked["queryResult"]["payloads"][0])

    assert running["briefing/u_leo"] == "WORKFLOW_EXECUTION_STATUS_RUNNING"
    assert {"briefing/u_admin", "briefing/u_mei"} <= running.keys()
    assert json.loads(summary) == "Daily briefing of u_leo"
    assert "pushed. Next: next_day at" in json.loads(details)["currentDetails"]


async def test_histories_hold_no_readable_payload_and_only_our_web_ui_opens_them(machine):
    """SEC-1."""
    async with WebUi(machine) as ui:
        for workflow in ("briefing%2Fu_mei", "briefing%2Fu_leo"):
            history = await ui.get(f"workflows/{workflow}/history")
            payloads = payloads_in(history)
            encodings = {base64.b64decode(each["metadata"]["encoding"]) for each in payloads}
            assert encodings == {b"binary/encrypted"}
        told = [await ui.decoded(each) for each in payloads]
        foreign = await ui.decode(payloads[0], origin="https://evil.example")
        from_nowhere = await ui.decode(payloads[0], origin="")
        ui.codec = f"{machine.url('API')}/codec"
        near = await ui.decode(payloads[0], origin=ui.at)
        preflight = await ui.http.options(
            f"{ui.codec}/decode", headers={"Origin": "https://evil.example"}
        )

    assert any(b"leo@sandbox.example" in each for each in told)
    refused = (foreign.status_code, from_nowhere.status_code, near.status_code)
    assert refused == (403, 403, 401)
    assert "access-control-allow-origin" not in foreign.headers
    assert preflight.status_code == 403


class WebUi:
    """Temporal's Web UI, as its page in a browser on this machine asks."""

    def __init__(self, machine):
        self.machine = machine
        self.at = machine.url("UP_UI")
        self.codec = ""
        self.http = asking()

    async def __aenter__(self):
        await self.http.get(self.at)
        self.http.headers["x-csrf-token"] = self.http.cookies["_csrf"]
        told = (await self.http.get(f"{self.at}/api/v1/settings")).json()
        self.codec = told["Codec"]["Endpoint"]
        return self

    async def __aexit__(self, *_):
        await self.http.aclose()

    async def get(self, path):
        answer = await self.http.get(f"{self.at}/api/v1/namespaces/default/{path}")
        answer.raise_for_status()
        return answer.json()

    async def query(self, workflow, name):
        answer = await self.http.post(
            f"{self.at}/api/v1/namespaces/default/workflows/{workflow}/query/{name}",
            json={"query": {"queryType": name}},
        )
        answer.raise_for_status()
        return answer.json()

    async def decode(self, payload, *, origin):
        return await self.http.post(
            f"{self.codec}/decode?preserveStorageRefs=true",
            json={"payloads": [payload]},
            headers={"Origin": origin},
        )

    async def decoded(self, payload):
        answer = await self.decode(payload, origin=self.at)
        answer.raise_for_status()
        return base64.b64decode(answer.json()["payloads"][0]["data"])


def payloads_in(message):
    """Every payload anywhere in a history, but for search attributes, which carry their type."""
    if isinstance(message, dict):
        if "encoding" in message.get("metadata", {}):
            return [] if "type" in message["metadata"] else [message]
        return [found for each in message.values() for found in payloads_in(each)]
    if isinstance(message, list):
        return [found for each in message for found in payloads_in(each)]
    return []
