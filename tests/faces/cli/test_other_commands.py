import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from cli.runtime import (
    ApiOptions,
    Health,
    McpOptions,
    ReplayOptions,
    Transport,
    UpOptions,
    Verdict,
    WorkerOptions,
)
from domain.common.errors import Misconfigured, TooManyRequests
from domain.events.events import Event
from domain.logs.logs import LogPage
from domain.people.access import Role
from domain.people.people import Person
from domain.people.registrations import Registration
from domain.people.second_factor import code_at, secret_of, step_of
from tests.fakes.face_services import PASSWORD, some_alarms, some_lines

NEW = "another good password"


def test_a_person_is_added_with_a_password_that_never_was_an_argument(zhiban, runtime):
    """VOI-6, CLD-4."""
    said = zhiban(
        "people", "add", "u_ann", "Ann", "--mail", "ann@example.cn", "--role", "operator", "--json",
        stdin=f"{PASSWORD}\n",
    )  # fmt: skip
    assert said.code == 0
    assert said.data["roles"] == ["operator", "viewer"]
    assert runtime.world.people.hashes["u_ann"] == f"quick:{PASSWORD[::-1]}"
    assert PASSWORD not in said.out + said.err


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "sentence"),
    [
        (["u_ann", "Ann"], "short\n", 2, "zhiban: password must have 12 to 128 characters."),
        (["u_ann", "Ann"], "", 2, "zhiban: password must have 12 to 128 characters."),
        (["u_mei", "Mei"], f"{PASSWORD}\n", 3, "zhiban: This id is taken; choose another one."),
    ],
)
def test_an_account_that_cannot_be_is_refused(zhiban, arguments, stdin, code, sentence):
    """VOI-6."""
    said = zhiban("people", "add", *arguments, stdin=stdin)
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err


def test_people_are_listed_shown_disabled_and_given_roles(zhiban, runtime):
    """VOI-6, SEC-3."""
    assert [each["id"] for each in zhiban("people", "list", "--json").data] == [
        *("u_admin", "u_approver", "u_bob", "u_mei", "u_operator"),
    ]
    assert "u_mei\t小梅\tmei@example.cn\tviewer\tAsia/Shanghai\tno" in zhiban("people", "list").out
    assert zhiban("people", "show", "--json").data["id"] == "u_admin"
    assert zhiban("people", "roles", "u_mei", "viewer", "admin").code == 0
    assert runtime.world.people.kept["u_mei"].roles == {Role.VIEWER, Role.ADMIN}
    assert zhiban("people", "disable", "u_bob", "--json").data["disabled"] is True
    assert "disabled\tno" in zhiban("people", "enable", "u_bob").out
    assert zhiban("people", "roles", "u_nobody", "viewer").code == 3


def test_an_operator_decides_about_who_registered(zhiban, runtime):
    """VOI-6."""
    kept = runtime.world.people.registrations.kept
    for each in ("u_lin", "u_two"):
        person = Person(id=each, name=each, mail=f"{each}@example.cn")
        asked = Registration(person=person, asked_at=runtime.world.clock.now())
        kept[each] = (asked, "hash")
    listed = zhiban("people", "registrations", "--json")
    shown = zhiban("people", "registrations")
    let_in = zhiban("people", "approve", "u_lin", "--role", "operator")
    refused = zhiban("people", "refuse", "u_two", "--reason", "No.")
    again = zhiban("people", "refuse", "u_two")

    assert [each["id"] for each in listed.data["registrations"]] == ["u_lin", "u_two"]
    assert "hash" not in listed.out
    assert "waiting" in shown.out
    assert (let_in.code, let_in.err) == (0, "u_lin has an account now and is told.\n")
    assert runtime.world.people.kept["u_lin"].roles == {Role.VIEWER, Role.OPERATOR}
    assert (refused.code, refused.err) == (0, "u_two is refused and told.\n")
    assert again.code != 0


def test_two_step_sign_in_is_set_up_and_turned_off(zhiban, runtime):
    """VOI-6: secrets are asked for, and recovery codes alone go to stdout."""
    world = runtime.world
    secret = secret_of(f"{world.ids.last + 1:032x}{world.ids.last + 2:032x}")

    def code(off):
        return code_at(secret, step_of(world.clock.now()) + off)

    me = ("people", "second-factor")
    on = zhiban(*me, "enrol", "u_mei", stdin=f"{PASSWORD}\n{code(-1)}\n")
    shown = zhiban(*me, "show", "u_mei", "--json")
    codes = zhiban(*me, "codes", "u_mei", "--json", stdin=f"{PASSWORD}\n{code(0)}\n")
    used = zhiban(*me, "off", "u_mei", stdin=f"{PASSWORD}\n{code(0)}\n")
    off = zhiban(*me, "off", "u_mei", stdin=f"{PASSWORD}\n{code(1)}\n")
    gone = zhiban(*me, "remove", "u_mei")

    assert on.code == 0, on.err
    assert len(on.out.splitlines()) == 10
    assert "otpauth://" in on.err
    assert shown.data["recovery_codes"] == 10
    assert len(codes.data["codes"]) == 10
    assert (used.code, "code is wrong" in used.err) == (3, True)
    assert (off.code, off.err) == (0, "Two-step sign-in is off.\n")
    assert gone.code != 0


def test_a_password_is_changed_with_the_old_one_only(zhiban, runtime):
    """VOI-6."""
    wrong = zhiban("people", "password", "u_mei", stdin=f"wrong {PASSWORD}\n{NEW}\n")
    assert (wrong.code, wrong.err) == (3, "zhiban: Login or password is wrong.\n")
    right = zhiban("people", "password", "u_mei", stdin=f"{PASSWORD}\n{NEW}\n")
    assert right.code == 0
    assert runtime.world.people.hashes["u_mei"] == f"quick:{NEW[::-1]}"


def test_a_token_is_shown_once_listed_without_its_text_and_revoked(zhiban, runtime):
    """MCP-3."""
    issued = zhiban("people", "token", "issue", "u_mei", "--label", "laptop", "--scope", "read")
    text = issued.out.strip()
    actor = asyncio.run(runtime.world.services.proofs.actor_of_token(text))
    assert actor.person_id == "u_mei"
    assert "it is not shown again" in issued.err
    listed = zhiban("people", "token", "list", "u_mei", "--json")
    assert text not in listed.out
    [record] = listed.data
    assert record["scopes"] == ["read"]
    assert "laptop" in zhiban("people", "token", "list", "u_mei").out
    revoked = zhiban("people", "token", "revoke", record["id"], "-p", "u_mei")
    assert "is revoked" in revoked.err
    assert asyncio.run(runtime.world.services.proofs.actor_of_token(text)) is None
    again = zhiban("people", "token", "revoke", record["id"], "-p", "u_mei", "--json")
    assert again.data["revoked_at"]


def test_a_token_never_goes_beyond_its_owners_rights_though_an_admin_makes_it(zhiban):
    """SEC-3."""
    said = zhiban("people", "token", "issue", "u_mei", "--label", "x", "--scope", "admin")
    assert (said.code, said.out) == (3, "")
    forever = zhiban(
        "people", "token", "issue", "--label", "x", "--scope", "read", "--days", "0", "--json"
    )
    assert forever.data["record"]["person_id"] == "u_admin"
    assert forever.data["record"]["expires_at"] is None


def test_logs_are_found_counted_and_listed(zhiban, runtime):
    """CLD-1."""
    runtime.world.cloud.lines = some_lines(3, "bad\n\x1b[2Jline {n}")
    runtime.world.cloud.alarms = some_alarms(2)
    assert "t-pay\tpayments\tap-guangzhou\tls-1\tyes" in zhiban("logs", "topics").out
    found = zhiban("logs", "search", "t-pay", "level:ERROR", "--start", "-3h", "--limit", "2")
    assert "06:29:59+08:00 error 10.0.0.8 bad⏎�[2Jline 0\n" in found.out
    assert found.err.startswith("More: --page 2 --start 2026-11-21T03:30:00+08:00 --end ")
    asked = runtime.world.cloud.asked[0]
    assert asked.end - asked.start == timedelta(hours=3)
    assert len(zhiban("logs", "search", "t-pay", "--json").data["lines"]) == 3
    bars = zhiban("logs", "histogram", "t-pay", "--start", "-10m", "--interval", "1m")
    assert len(bars.out.splitlines()) == 11
    assert "lines in 10 bars of 1 min" in bars.err
    assert zhiban("logs", "histogram", "t-pay", "--json").data["interval_seconds"] == 1800
    assert "critical\tfiring\talarm 0" in zhiban("logs", "alarms").out
    assert len(zhiban("logs", "alarms", "--limit", "1", "--json").data) == 1
    assert zhiban("logs", "topics", "--json").data[1]["indexed"] is False


def test_rows_of_sql_are_a_table(zhiban, runtime):
    """CLD-1."""
    said = zhiban("logs", "search", "t-pay", "* | select level, count(*) as n")
    assert said.out == "level\tn\nERROR\t3\n"
    runtime.world.cloud.rows = LogPage((), columns=("n",), records=({"n": None},))
    assert zhiban("logs", "search", "t-pay", "* | select n").out == "n\n\n"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["search", "t-none"], 3, "No log topic “t-none”."),
        (["search", "t-pay", "--start", "soon"], 2, "--start must be a time such as"),
        (["search", "t-pay", "--start", "now", "--end", "-1h"], 2, "end must be later than start"),
        (["search", "t-pay", "--limit", "1000"], 2, "must be at most 100"),
        (["search"], 2, "is missing"),
        (["histogram", "t-pay", "--interval", "often"], 2, "--interval must be a span"),
        (["weather"], 2, "There is no command"),
    ],
)
def test_wrong_questions_about_logs_end_with_a_code_and_a_sentence(
    zhiban, arguments, code, sentence
):
    """CLD-1, OPS-3."""
    said = zhiban("logs", *arguments)
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err


def test_an_operator_who_is_nobody_in_the_database_reads_logs_in_utc(zhiban, runtime):
    """OPS-3."""
    runtime.world.cloud.lines = some_lines(1)
    del runtime.world.people.kept["u_admin"]
    assert zhiban("logs", "search", "t-pay").out.startswith("2026-11-20T22:29:59+00:00")
    assert zhiban("briefing", "show", "-p", "u_nobody").code == 3


def test_events_are_shown_newest_first_and_can_be_narrowed(zhiban, runtime):
    """EVT-1."""
    zhiban("people", "token", "issue", "u_mei", "--label", "x", "--scope", "read")
    zhiban("people", "disable", "u_bob")
    found = zhiban("events", "--json").data
    assert [each["type"] for each in found] == ["zhiban.person.changed", "zhiban.token.issued"]
    assert found[0]["data"]["via"] == "terminal"
    narrowed = zhiban("events", "--type", "zhiban.token.issued", "--start", "-1h", "-p", "u_mei")
    assert len(narrowed.out.splitlines()) == 2


@pytest.mark.parametrize("as_json", [False, True])
def test_following_events_prints_each_as_it_happens(zhiban, runtime, monkeypatch, as_json):
    """EVT-2."""
    zhiban("people", "disable", "u_bob")
    seen = []

    async def follow(which, *, after):
        seen.append(after)
        yield Event(
            id="e-2",
            type="zhiban.test",
            source="/t",
            subject="s",
            time=runtime.world.clock.now(),
            owner="u_mei",
            data={},
            sequence=after + 1,
        )

    monkeypatch.setattr(runtime.world.events, "follow", follow)
    said = zhiban("events", "--follow", *(["--json"] if as_json else []))
    lines = said.out.splitlines()
    assert len(lines) == 2
    assert seen == [1]
    if as_json:
        assert [json.loads(line)["type"] for line in lines][1] == "zhiban.test"
    else:
        assert lines[1] == "2026-11-21T06:30:00+08:00\tzhiban.test\ts\tu_mei"


def test_status_is_json_for_programs_and_4_when_a_part_is_down(zhiban, runtime):
    """OPS-5, OPS-6."""
    assert zhiban("status", "--json").data == {
        "parts": [
            {
                "name": "api",
                "address": "http://127.0.0.1:8080",
                "health": "up",
                "version": "9.9",
                "detail": "",
            }
        ],
        "sandbox": True,
    }
    runtime.health = Health.DOWN
    said = zhiban("status")
    assert said.code == 4
    assert "api\tdown\thttp://127.0.0.1:8080\t9.9" in said.out
    assert "simulated" in said.err


def test_the_doctor_ends_with_3_when_there_is_a_problem(zhiban, runtime):
    """OPS-3."""
    assert zhiban("doctor").code == 0
    runtime.verdict = Verdict.PROBLEM
    said = zhiban("doctor", "--json")
    assert said.code == 3
    assert said.data["checks"][0]["advice"] == "make room; it fills within days"


def test_migrating_says_what_changed(zhiban, runtime):
    """OPS-4."""
    assert zhiban("migrate").out == "The schema is up to date: 0002.\n"
    runtime.problem = "x"
    assert zhiban("migrate").out == "The schema went from 0001 to 0002.\n"
    assert zhiban("migrate", "--json").data == {"before": "0001", "after": "0002"}


def test_rebuilding_says_how_much_was_put_right(zhiban):
    """EVT-1."""
    said = zhiban("rebuild")

    assert said.code == 0
    assert "t_1" in said.out
    assert "5 tasks, 4 incidents and 3 people were held against 70 events; 1 rows differed" in (
        said.out
    )
    assert "2 events of things that were never made, or that this version cannot read" in said.out
    assert zhiban("rebuild", "--json").data["differences"][0]["id"] == "t_1"


def test_a_comparison_that_finds_differences_changes_nothing_and_ends_with_3(zhiban, runtime):
    """EVT-1."""
    said = zhiban("rebuild", "--check")

    assert (said.code, runtime.asked) == (3, [True])
    assert "1 rows differ.\n" in said.out


def test_sealing_anew_says_what_still_needs_another_key(zhiban, runtime):
    """CLD-4, SEC-1."""
    done = zhiban("reseal")
    checked = zhiban("reseal", "--check", "--json")
    runtime.problem = "It was sealed with key 'k1', which is not in ZHIBAN_ENCRYPTION_KEYS."
    broken = zhiban("reseal")

    assert runtime.asked == [False, True, False]
    assert (done.code, "plugins\t2\t3\t0\t0\n" in done.out) == (0, True)
    assert (checked.code, checked.data[0]["left"]) == (3, 2)
    assert (broken.code, broken.err) == (3, f"{runtime.problem}\n")


def test_a_namespace_is_taken_over_only_when_somebody_says_so(zhiban, runtime):
    """OPS-3."""
    ours = zhiban("namespace", "show")
    runtime.problem = "inst_other at https://b.example.cn, queue b"
    shown = zhiban("namespace", "show", "--json")
    declined = zhiban("namespace", "take-over", stdin="n\n")
    assert runtime.asked == [False, False, False]
    taken = zhiban("namespace", "take-over", "--yes")

    assert ours.out == "Namespace ops belongs to this installation: inst_ours.\n"
    assert (shown.data["owner"], shown.data["is_ours"]) == (runtime.problem, False)
    assert (declined.code, "belongs" in declined.out) == (3, False)
    assert "belongs to inst_other" in declined.err
    assert (taken.code, taken.out) == (0, ours.out)
    assert runtime.asked[-1] is True


def test_a_replay_that_breaks_ends_with_3(zhiban, runtime):
    """OPS-3."""
    fine = zhiban("replay", "a.json", "b.json", "--live", "--query", "x", "--limit", "7", "--json")
    assert runtime.asked == [ReplayOptions((Path("a.json"), Path("b.json")), True, "x", 7)]
    assert (fine.code, fine.data["broken"]) == (0, 0)
    runtime.problem = "A timer is missing."
    broken = zhiban("replay")
    assert broken.code == 3
    assert "b.json\t12\tA timer is missing." in broken.out
    assert "2 histories replayed, 1 broken." in broken.err


def test_a_recording_says_where_it_is(zhiban, runtime):
    """OPS-3."""
    assert zhiban("record", "briefing/u_mei").out == "histories/x.json\n"
    assert zhiban("record", "briefing/u_mei", "--out", "m.json", "--json").data["path"] == "m.json"
    assert runtime.asked[0] == ("briefing/u_mei", None)


def test_launchers_get_their_options(zhiban, runtime, tmp_path):
    """OPS-1, OPS-3, MCP-1."""
    token = tmp_path / "token"
    token.write_text("zb_secret\n")
    assert zhiban("up").err == "Starting Temporal.\n"
    zhiban("up", "--data", "var", "--no-day", "--take-over")
    zhiban("worker", "--metrics-port", "9100")
    zhiban("api", "--host", "0.0.0.0", "--port", "80")
    zhiban("mcp")
    zhiban("mcp", "basic", "--transport", "http", "--port", "0")
    zhiban("mcp", "--token-file", str(token))
    zhiban("mcp", "--tools", "devops, get_weather", "--read-only")
    assert runtime.asked == [
        UpOptions(),
        UpOptions(Path("var"), scripted_day=False, take_over=True),
        WorkerOptions(9100),
        ApiOptions("0.0.0.0", 80),
        McpOptions(),
        McpOptions("basic", Transport.HTTP, "", 0, ""),
        McpOptions(token="zb_secret"),
        McpOptions(tools=("devops", "get_weather"), read_only=True),
    ]
    unreadable = zhiban("mcp", "--token-file", str(tmp_path / "none"))
    assert unreadable.code == 2
    assert unreadable.err.startswith("zhiban: --token-file must be a file that can be read")


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (
            Misconfigured("ZHIBAN_DATABASE_URL is wrong."),
            3,
            "zhiban: ZHIBAN_DATABASE_URL is wrong.\n",
        ),
        (
            TooManyRequests("Busy.", delay=timedelta(seconds=7)),
            4,
            "zhiban: Busy. Try again in 7 s.\n",
        ),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_an_exit_code(zhiban, runtime, error, code, sentence):
    """OPS-3."""
    runtime.error = error
    said = zhiban("worker")
    assert (said.code, said.err) == (code, sentence)


def test_a_crash_says_where_and_shows_no_traceback(zhiban, runtime):
    """OPS-3."""
    runtime.error = KeyError("shape")
    said = zhiban("doctor")
    assert said.code == 1
    assert said.err.startswith("zhiban: Unexpected KeyError at runtime.py:")
    assert len(said.err.splitlines()) == 1
