"""What incidents have recorded is read in Chinese without an English sentence of ours (RBK-15)."""

import base64
import json
import re
from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter

from activities.incident_orders import Recording
from domain.incidents.events import event_of
from tests.docs.tree import ROOT
from tests.fakes.words import IN_CHINESE, WORDS, told

KEPT = sorted((ROOT / "tests" / "workflows" / "histories").glob("incident-*.json"))
TWO_ENGLISH_WORDS = re.compile(r"[A-Za-z']{2,} [a-z']{2,}")
NOT_OURS = re.compile(
    r"made up [a-z]+|“try [a-z_]+”|look first|u_mei ok|“not now”|“too soon”|“nobody can say”"
    r"|“writing is not enabled”|Alertmanager cls-7|```.*?```|`[^`\n]+`",
    re.DOTALL,
)
"""Alerts, plans, guards and logs of the fakes, people's reasons, commands to type."""


def recorded(path) -> Iterator[Recording]:
    """Yield what one run wrote down."""
    adapter = TypeAdapter(Recording)
    for event in json.loads(path.read_text(encoding="utf-8"))["events"]:
        scheduled = event.get("activityTaskScheduledEventAttributes")
        if scheduled and scheduled["activityType"]["name"] == "incidents.record":
            [payload] = scheduled["input"]["payloads"]
            yield adapter.validate_json(base64.b64decode(payload["data"]))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_whatever_a_run_wrote_down_is_read_in_chinese(path):
    """RBK-15: its events, what it does and what it waits for."""
    count = 0
    for recording in recorded(path):
        incident = recording.incident
        words = [told(event_of(incident, note), IN_CHINESE) for note in recording.notes]
        for said in (
            *(each.title for each in words),
            *(each.text for each in words),
            *(
                WORDS.text(each, IN_CHINESE)
                for each in (incident.doing, incident.waits_for)
                if each
            ),
        ):
            assert not TWO_ENGLISH_WORDS.search(NOT_OURS.sub("", said)), said
            count += 1
    assert count
