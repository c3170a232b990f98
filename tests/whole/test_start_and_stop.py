"""Starting, stopping and starting again; and what stands in the way of a start."""

import contextlib
import socket

from tests.whole.callers import briefings_among, eventually, messages_at
from tests.whole.machine import WHOLE, Machine

pytestmark = WHOLE

MORNING = {"mei@sandbox.example", "leo@sandbox.example"}


async def test_ctrl_c_stops_everything_within_seconds_and_leaves_nothing_behind(town, stopped):
    """OPS-1, OPS-5."""
    assert stopped.code == 0
    assert stopped.seconds < 60  # a few, on a machine that does nothing else
    assert stopped.left == []
    for part in ("mcp", "api", "worker", "sandbox", "temporal"):
        assert f"✓ {part}  stopped" in town.said


async def test_a_second_start_finds_what_was_kept_and_repeats_nothing(town, stopped, admin):
    """OPS-1, REL-1, BRF-2: the same people, their briefings, and what they were told."""
    assert town.run.lines("first admin", "sign in as u_admin")
    for greeting in ("first greeting", "second greeting"):
        assert town.run.lines(greeting, "今天的简报已经给过了")

    mails = await messages_at(town.machine.sandbox("inbox"))
    posts = await messages_at(town.machine.sandbox("robots"))
    briefed = {recipient for mail in briefings_among(mails) for recipient in mail["to"]}
    assert not MORNING & briefed
    assert not [post for post in posts if "Leo" in post["text"]]
    for person, told in (("u_mei", "given"), ("u_leo", "pushed")):
        today = await admin.today(person)

        async def recorded(briefing=today["briefing_id"], event=f"briefing.{told}"):
            happened = await admin.happened(briefing)
            return happened if happened[event] else None

        happened = await eventually(recorded)
        assert today["phase"] == told
        assert (happened["briefing.prepared"], happened[f"briefing.{told}"]) == (1, 1)


async def test_a_second_start_beside_the_first_is_refused(town):
    """OPS-1."""
    refused = await town.machine.run("up", **town.machine.settings)

    assert refused.code not in {0, 130}
    assert sentence(refused) == (
        f"Zhiban is already running here (process {town.run.process.pid}); stop it with "
        "`make down`, or give this one its own folder with ZHIBAN_DATA_DIR."
    )
    assert await eventually(town.machine.is_up)


async def test_a_taken_port_is_named_with_who_has_it_and_what_moves_ours(tmp_path):
    """OPS-1."""
    machine = Machine(tmp_path)
    with contextlib.ExitStack() as held:
        held.enter_context(socket.create_server(("127.0.0.1", machine.port("API"))))
        refused = await machine.run("up", **machine.settings)

    said = sentence(refused)
    assert refused.code not in {0, 130}
    assert said.startswith(f"Port {machine.port('API')} for api is taken by ")
    assert said.endswith("stop that, or choose another with ZHIBAN_API_PORT.")
    assert not (machine.data / "zhiban.db").exists()


async def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    """OPS-1."""
    (tmp_path / "var").write_text("a file where the folder should be\n")
    machine = Machine(tmp_path)

    refused = await machine.run("up", **machine.settings)

    assert refused.code not in {0, 130}
    assert sentence(refused).startswith(f"The data folder {machine.data} cannot be written (")
    assert sentence(refused).endswith("choose another one with ZHIBAN_DATA_DIR.")
    assert machine.data.read_text() == "a file where the folder should be\n"


def sentence(refused):
    """The one line that a command complains with."""
    [line] = refused.complained.splitlines()
    return line.removeprefix("zhiban: ")
