"""Recorded histories of released workflows against today's code (REL-3)."""

import base64
import json
import re
import shutil
import zoneinfo
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from activities.deliveries import DeliveryOrder
from bootstrap.histories import from_files, read_history, replay_all
from bootstrap.running.worker import WORKFLOWS, workflow_runner
from domain.common.errors import InvalidRequest, NotFound
from tests.fakes.words import says

HISTORIES = Path(__file__).parent / "histories"
RECORDS = re.compile(r'mark\.records\(\s*"([a-z-]+)"')


@pytest.mark.parametrize("path", sorted(HISTORIES.glob("*.json")), ids=lambda path: path.stem)
async def test_a_recorded_history_agrees_with_todays_code(path):
    """REL-3: a change without versioning fails here."""
    (result,) = [each async for each in replay_all(from_files([path]))]

    assert result.problem == ""
    assert result.events > 3


def test_every_workflow_has_a_recorded_history():
    """REL-3."""
    recorded = set()
    for path in HISTORIES.glob("*.json"):
        started = json.loads(path.read_text())["events"][0]
        attributes = started["workflowExecutionStartedEventAttributes"]
        recorded.add(attributes["workflowType"]["name"])

    assert recorded == {workflow._Definition.must_from_class(each).name for each in WORKFLOWS}


def test_each_history_is_recorded_by_a_test():
    """REL-3: `make histories` records all of them anew."""
    tests = Path(__file__).parents[1].rglob("test_*.py")
    marked = [name for each in tests for name in RECORDS.findall(each.read_text())]

    assert sorted(marked) == sorted(path.stem for path in HISTORIES.glob("*.json"))


async def test_who_was_on_call_does_not_change_with_another_tz_database(tmp_path):
    """ALR-10: the answer stands in the history; here Shanghai has New York's clocks."""
    found = next(each for each in map(Path, zoneinfo.TZPATH) if (each / "Asia/Shanghai").exists())
    (tmp_path / "Asia").mkdir()
    shutil.copy(found / "America/New_York", tmp_path / "Asia/Shanghai")
    zoneinfo.reset_tzpath([tmp_path])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        offset = datetime(2026, 7, 1, tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai")).utcoffset()
        assert offset == timedelta(hours=-4)
        path = HISTORIES / "incident-called-by-schedule.json"
        (result,) = [each async for each in replay_all(from_files([path]))]
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()

    assert result.problem == ""
    assert '"clocks":"2026a"' in decoded(path)


def decoded(path: Path) -> str:
    """Return all payloads of a history, as text."""
    data = re.findall(r'"data": "([A-Za-z0-9+/=]+)"', path.read_text())
    return "".join(base64.b64decode(each).decode("utf-8", "replace") for each in data)


@workflow.defn(name="Delivery", sandboxed=False)
class HastyDelivery:
    """A delivery that begins with a wait, which nobody versioned."""

    @workflow.run
    async def run(self, order: DeliveryOrder) -> None:
        await workflow.sleep(1)


async def test_a_changed_workflow_is_caught():
    """REL-3: the replay can fail."""
    replayer = Replayer(
        workflows=[HastyDelivery],
        workflow_runner=workflow_runner(),
        data_converter=pydantic_data_converter,
    )

    with pytest.raises(NondeterminismError):
        await replayer.replay_workflow(read_history(HISTORIES / "delivery-accepted.json"))


async def test_workflows_load_in_the_sandbox_without_a_history():
    """REL-3."""
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=workflow_runner(),
        data_converter=pydantic_data_converter,
    )

    async def nothing():
        for history in ():
            yield history

    results = await replayer.replay_workflows(nothing())

    assert results.replay_failures == {}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"events": []}', "not json"])
def test_a_file_that_is_no_history_is_refused(tmp_path, text):
    """REL-3."""
    path = tmp_path / "broken.json"
    path.write_text(text)

    with pytest.raises(InvalidRequest, check=says("must")):
        read_history(path)


async def test_a_folder_without_histories_is_not_success(tmp_path):
    """REL-3."""
    with pytest.raises(NotFound):
        [each async for each in from_files([tmp_path])]
