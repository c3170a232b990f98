from datetime import time

import pytest

from domain.briefings.briefings import GreetingKind
from domain.briefings.summaries import Topic
from domain.common.errors import Unavailable
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from tests.fakes.face_services import a_briefing

TODAY = "2026-11-21"


@pytest.mark.usefixtures("in_chinese")
def test_the_first_greeting_prints_the_briefing_and_the_next_a_short_answer(zhiban, runtime):
    """BRF-2."""
    first = zhiban("briefing", "greet", "--person", "u_mei")
    second = zhiban("briefing", "greet", "--person", "u_mei")
    assert first.out == "早上好，小梅。昨夜一切平稳。\n日志一千二百行，错误三行。\n"
    assert "已经给过了" in second.out
    assert runtime.opened == runtime.closed == 2


def test_a_greeting_as_json_names_its_kind_and_key(zhiban, runtime):
    """BRF-2."""
    runtime.world.life.refusal = GreetingKind.OUTSIDE_WINDOW
    said = zhiban("briefing", "greet", "--key", "mine", "--json")
    assert said.data["kind"] == "outside_window"
    assert said.data["key"] == "mine"


def test_today_says_what_comes_next_in_the_persons_own_time(zhiban):
    """BRF-8."""
    said = zhiban("briefing", "today", "-p", "u_mei")
    assert said.out == (
        f"u_mei: The briefing of {TODAY} is waiting; next: push the briefing "
        "at 2026-11-21T07:30:00+08:00.\n"
    )
    assert zhiban("briefing", "today", "--json").data["next_step"] == "push"


@pytest.fixture
def written(runtime):
    """A briefing of 小梅 for today."""
    briefing = a_briefing("u_mei", TODAY)
    runtime.world.briefings.written[briefing.id] = briefing
    return briefing


@pytest.mark.parametrize("form", ["text", "markdown", "html", "spoken"])
def test_a_written_briefing_is_shown_in_the_form_asked_for(zhiban, written, form):
    """BRF-6."""
    said = zhiban("briefing", "show", "today", "-p", "u_mei", "--form", form)
    expected = "\n".join(written.spoken) if form == "spoken" else getattr(written, form)
    assert said.out == f"{expected}\n"


def test_written_briefings_are_listed_and_shown_as_json(zhiban, written):
    """BRF-1."""
    listed = zhiban("briefing", "list", "-p", "u_mei", "--json")
    table = zhiban("briefing", "list", "-p", "u_mei")
    shown = zhiban("briefing", "show", "-p", "u_mei", "--json")
    before = zhiban("briefing", "list", "-p", "u_mei", "--before", TODAY, "--json")
    assert [each["id"] for each in listed.data] == [written.id]
    assert table.out.splitlines()[1].split("\t") == [
        TODAY,
        "11月21日简报",
        "yes",
        "rules",
        written.id,
    ]
    assert shown.data["markdown"] == written.markdown
    assert before.data == []


def test_only_what_is_given_is_configured(zhiban, runtime):
    """BRF-8."""
    said = zhiban(
        "briefing", "configure", "-p", "u_mei", "--window-start", "7:30",
        "--topic", "alarms", "--topic", "logs",
        "--channel", "mail:mei@example.cn", "--channel", "dingtalk:ops @138 @mei",
    )  # fmt: skip
    kept = runtime.world.life.running["u_mei"]
    assert said.code == 0
    assert (kept.window_start, kept.window_end) == (time(7, 30), time(10))
    assert kept.topics == (Topic.ALARMS, Topic.LOGS)
    assert kept.channels == (
        ChannelAddress(ChannelKind.MAIL, "mei@example.cn"),
        ChannelAddress(ChannelKind.DINGTALK, "ops", ("138", "mei")),
    )
    assert "window\t07:30–10:00" in said.out
    assert "channels\tmail:mei@example.cn, dingtalk:ops @138 @mei" in said.out
    assert (
        zhiban("briefing", "configure", "-p", "u_mei", "--no-channels", "--json").data["channels"]
        == []
    )


def test_without_options_the_settings_are_only_shown(zhiban, runtime):
    """BRF-8."""
    assert "zone\tAsia/Shanghai" in zhiban("briefing", "configure").out
    assert not runtime.world.life.running


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--zone", "Mars/Olympus"], "zhiban: --zone must be an IANA time zone"),
        (["--window-start", "11:00"], "zhiban: --window-end must be later than window_start"),
        (["--channel", "pigeon:roof"], "zhiban: --channel must be mail, wecom"),
        (["--prepare-minutes", "500"], "--prepare-minutes must be at most 180."),
    ],
)
def test_a_setting_that_breaks_a_rule_is_wrong_usage_and_changes_nothing(
    zhiban, runtime, options, sentence
):
    """BRF-8."""
    said = zhiban("briefing", "configure", *options)
    assert said.code == 2
    assert sentence in said.err
    assert said.out == ""
    assert not runtime.world.life.running


def test_pause_resume_and_prepare_say_the_new_state(zhiban, runtime):
    """BRF-8."""
    paused = zhiban("briefing", "pause", "-p", "u_mei", "--reason", "holiday")
    assert paused.out == (
        f"u_mei: The briefing of {TODAY} is waiting; briefings are paused until resumed.\n"
    )
    assert zhiban("briefing", "resume", "-p", "u_mei", "--json").data["paused"] is False
    assert zhiban("briefing", "prepare", "-p", "u_mei").code == 0
    assert runtime.world.life.prepared == ["u_mei"]


def test_a_share_link_is_all_that_goes_to_stdout(zhiban, written):
    """PSH-6."""
    said = zhiban("briefing", "share", "today", "-p", "u_mei", "--life", "2d", "--views", "5")
    assert said.out.startswith("https://ops.example.cn/s/")
    assert len(said.out.splitlines()) == 1
    assert said.err == "It opens 5 times, until 2026-11-23T06:30:00+08:00.\n"
    as_json = zhiban("briefing", "share", "-p", "u_mei", "--json").data
    assert as_json["share"]["briefing_id"] == written.id
    assert as_json["url"].startswith("https://ops.example.cn/s/")
    assert zhiban("briefing", "share", "-p", "u_mei", "--life", "1y").code == 2


def test_what_may_pass_ends_with_4_and_what_is_refused_with_3(zhiban, runtime):
    """OPS-3."""
    missing = zhiban("briefing", "show", "yesterday")
    assert (missing.code, missing.err) == (
        3,
        "zhiban: No briefing “u_admin/2026-11-20”. zhiban briefing list lists what there is.\n",
    )
    runtime.world.life.error = Unavailable("The briefing is not ready.")
    late = zhiban("briefing", "greet")
    assert (late.code, late.out) == (4, "")
    assert late.err == "zhiban: The briefing is not ready. Try again shortly.\n"


def test_a_briefing_is_recorded_into_a_file(zhiban, tmp_path):
    """VOI-3."""
    zhiban("briefing", "greet", "--person", "u_mei")
    file = tmp_path / "morning.wav"

    said = zhiban("briefing", "record", TODAY, "-p", "u_mei", "--output", str(file))

    assert file.read_bytes()[:4] == b"RIFF"
    assert str(file) in said.out


def test_a_recording_that_cannot_be_written_says_where(zhiban, tmp_path):
    """VOI-3."""
    zhiban("briefing", "greet", "--person", "u_mei")
    file = tmp_path / "nowhere" / "morning.wav"

    said = zhiban("briefing", "record", TODAY, "-p", "u_mei", "--output", str(file))

    assert said.code == 2
    assert str(file) in said.err
