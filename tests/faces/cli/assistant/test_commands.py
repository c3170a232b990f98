"""The assistant at the terminal."""

import json
import signal
import sys
from dataclasses import replace

import pytest

from application.assistant.conversations import Speaking
from application.common.wording import Localizer
from cli.talks import Screen, Talk
from domain.assistant.conversations import EndReason, Outcome
from domain.common.readers import Language
from tests.fakes.face_services import OPERATOR
from tests.fakes.talks import QUESTION, call, end, question, result, word, words
from tests.fakes.words import IN_ENGLISH, WORDS

PAUSE = (
    call("pause_background_task", '{"task_id": "t_1"}'),
    question("pause_background_task", "Pause the task t_1 «status page»?"),
)
PAUSED = (
    word("pause_background_task", agreed=True),
    result("pause_background_task", "paused\nsince now"),
    words("It is paused."),
    end(),
)
LEFT = (
    word("pause_background_task", agreed=False),
    result("pause_background_task", "The person said no.", Outcome.DECLINED),
    words("I left it running."),
    end(),
)


@pytest.fixture
def turns(runtime):
    """What happens in every turn; a test writes it."""
    return runtime.world.turns


@pytest.fixture
def on_a_terminal(monkeypatch):
    """A person types what is read."""
    monkeypatch.setattr("cli.assistant.commands._is_terminal", lambda: True)


def only(runtime):
    (found,) = runtime.world.conversations.kept.values()
    return found


def speak(runtime, language):
    """Have the operator read this language."""
    kept = runtime.world.people.kept
    kept["u_admin"] = replace(kept["u_admin"], language=language)


def test_an_answer_goes_to_stdout_and_what_was_done_beside_it(zhiban, runtime, turns):
    """MCC-4, OPS-3."""
    turns.opening = (
        words("I look."),
        call("search_logs", '{"query": "x", "limit": 3}', plugin="wiki"),
        result("search_logs", "3 lines\nmore"),
        words("Three errors."),
        end(),
    )
    speak(runtime, Language.ENGLISH)
    said = zhiban("chat", "what is wrong?")

    assert (said.code, said.out) == (0, "I look.\nThree errors.\n")
    assert '→ wiki: search_logs {"query": "x", "limit": 3}' in said.err
    assert "← search_logs: done, 0.3 s. 3 lines\n" in said.err
    assert only(runtime).id in said.err
    assert turns.started[0].owner == "u_admin"
    assert turns.started[0].via == "terminal"


def test_what_is_said_may_come_from_a_pipe(zhiban, runtime, turns):
    """OPS-3."""
    for arguments in (("chat",), ("chat", "-")):
        assert zhiban(*arguments, stdin="what is\nwrong?\n").code == 0
    titles = [each.title for each in runtime.world.conversations.kept.values()]
    assert titles == ["what is wrong?"] * 2
    assert zhiban("chat", stdin="").code == 2


@pytest.mark.parametrize("stdin", [b"\xff\xfe", b"hello \x80", b"a\0b", b" \n", b"y\n" * 200_000])
def test_what_no_person_would_say_is_refused_by_name(zhiban, turns, stdin):
    """OPS-3, SEC-2: a picture, a line with a NUL, nothing, and a pipe without an end."""
    said = zhiban("chat", stdin=stdin)

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("zhiban: TEXT ")
    assert said.err.count("\n") == 1
    assert turns.started == []


def test_who_has_no_input_at_all_can_speak(zhiban, turns, monkeypatch):
    """OPS-3: as from a daemon."""
    monkeypatch.setattr("cli.assistant.commands.sys.stdin", None)
    assert zhiban("chat", "hello").code == 0
    assert zhiban("chat").code == 2


@pytest.mark.parametrize(
    ("typed", "agreed", "answer"),
    [("y\n", True, "It is paused."), ("n\n", False, "I left it running."), ("\n", False, "left")],
)
def test_a_question_shows_all_of_what_would_be_done(
    zhiban, runtime, turns, on_a_terminal, typed, agreed, answer
):
    """MCC-4, SEC-4."""
    turns.opening, turns.yes, turns.no = PAUSE, PAUSED, LEFT
    said = zhiban("chat", "pause it", stdin=typed)

    assert "? Pause the task t_1 «status page»?" in said.err
    assert turns.answers == [(QUESTION, agreed)]
    assert answer in said.out
    assert said.code == 0


@pytest.mark.parametrize("piped", ["", "y\n", "yes, said the next line of the file\n"])
def test_nobody_there_to_ask_leaves_the_question_open(zhiban, runtime, turns, piped):
    """MCC-4, SEC-4: a yes is never made up of what a script's loop reads, or of nothing."""
    turns.opening = PAUSE
    said = zhiban("chat", "pause it", stdin=piped)

    assert (said.code, turns.answers) == (4, [])
    assert f"zhiban chat -c {only(runtime).id}" in said.err


def test_who_comes_back_for_somebody_else_is_told_for_whom(zhiban, runtime, turns, on_a_terminal):
    """OPS-3: the line can be taken as it is."""
    turns.opening, turns.no = PAUSE, LEFT
    left = zhiban("chat", "pause it", "-p", "u_mei", stdin="")
    line = left.err.partition(" zhiban ")[2].split()

    assert line == ["chat", "-c", only(runtime).id, "-p", "u_mei"]
    assert "I left it running." in zhiban(*line, stdin="n\n").out


def test_programs_get_a_line_of_json_for_each_step_and_answer_apart(zhiban, runtime, turns):
    """MCC-4, OPS-3."""
    turns.opening, turns.yes = PAUSE, PAUSED
    said = zhiban("chat", "pause it", "--json", stdin="y\n")
    steps = [json.loads(line) for line in said.out.splitlines()]

    assert [each["kind"] for each in steps] == ["call", "question"]
    assert (said.code, turns.answers, said.err) == (4, [], "")
    assert steps[1]["question_id"] == QUESTION
    name = steps[0]["conversation"]
    done = zhiban("assistant", "answer", name, steps[1]["question_id"], "--agree", "--json")
    assert done.data == {"id": name, "question_id": QUESTION, "agreed": True}
    assert turns.answers == [(QUESTION, True)]
    shown = zhiban("assistant", "show", name, "--json").data
    assert [each["kind"] for each in shown][-2:] == ["assistant", "end"]


def test_a_dialogue_goes_on_in_one_conversation(zhiban, runtime, turns, on_a_terminal):
    """MCC-4, OPS-3."""
    said = zhiban("chat", stdin="hello\n\nand now?\n")

    assert said.code == 0
    assert said.out.count("All is well.\n") == 2
    assert only(runtime).turn == 2


def test_a_refusal_does_not_end_a_dialogue(zhiban, runtime, turns, on_a_terminal):
    """OPS-3."""
    said = zhiban("chat", stdin=f"{'x' * 8_001}\nhello\n")

    assert "8,000" in said.err
    assert said.out.count("All is well.\n") == 1


def test_a_turn_that_runs_is_taken_up_with_its_open_question(zhiban, runtime, turns, on_a_terminal):
    """MCC-4."""
    turns.opening, turns.no = PAUSE, LEFT
    zhiban("chat", "pause it", stdin="")
    said = zhiban("chat", "-c", only(runtime).id, stdin="n\n")

    assert "> pause it" in said.err
    assert "? Pause the task" in said.err
    assert turns.answers == [(QUESTION, False)]
    assert "I left it running." in said.out


def test_a_question_that_is_not_open_any_more_is_no_end(zhiban, runtime, turns, on_a_terminal):
    """MCC-4."""
    turns.opening, turns.no, turns.closed = PAUSE, LEFT, True
    said = zhiban("chat", "pause it", stdin="y\n")

    assert "This question is not open." in said.err
    assert "I left it running." in said.out


def test_ctrl_c_stops_the_turn_and_not_the_program(zhiban, runtime, turns, on_a_terminal):
    """MCC-4, OPS-3."""
    turns.opening = (words("I look."),)
    kept, pressed = runtime.world.conversations, []

    async def interrupted(conversation_id, *, after, limit, read=kept.steps):
        if len(pressed) < len(turns.started):
            pressed.append(conversation_id)
            signal.raise_signal(signal.SIGINT)
        return await read(conversation_id, after=after, limit=limit)

    kept.steps = interrupted
    said = zhiban("chat", stdin="one\ntwo\n")

    assert said.code == 0
    assert len(turns.stopped) == 2
    assert said.err.count("You stopped it.") == 2
    assert "Ctrl-C" in said.err


def test_a_second_ctrl_c_waits_no_longer(zhiban, runtime, turns, on_a_terminal):
    """MCC-4: what has begun may take its time; the turn goes on without anybody."""
    turns.opening = (words("I look."),)
    kept = runtime.world.conversations

    async def deaf(turn):
        signal.raise_signal(signal.SIGINT)
        return True

    async def interrupted(conversation_id, *, after, limit, read=kept.steps):
        if not kept.words[conversation_id][after:]:
            signal.raise_signal(signal.SIGINT)
        return await read(conversation_id, after=after, limit=limit)

    turns.stop, kept.steps = deaf, interrupted
    speak(runtime, Language.ENGLISH)
    said = zhiban("chat", stdin="one\n")

    assert said.code == 0
    assert f"It goes on without you. zhiban chat -c {only(runtime).id}" in said.err


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (EndReason.STOPPED_BY_PERSON, 130),
        (EndReason.MODEL_UNAVAILABLE, 4),
        (EndReason.TOO_MANY_STEPS, 3),
    ],
)
def test_the_exit_code_tells_how_a_turn_ended(zhiban, turns, reason, code):
    """OPS-3."""
    turns.opening = (end(reason, "That was it."),)
    said = zhiban("chat", "hello")

    assert (said.code, said.out) == (code, "")
    assert "That was it." in said.err


def test_what_a_program_says_moves_no_cursor(zhiban, runtime, turns):
    """SEC-4."""
    turns.opening = (
        call("read", "{}"),
        result("read", "\x1b[2Jgone\x07"),
        words("\x1b]0;title\x07done"),
        end(),
    )
    said = zhiban("chat", "hello")

    assert "\x1b" not in said.out + said.err
    assert "done" in said.out


@pytest.mark.parametrize(
    ("language", "told"),
    [(Language.CHINESE, "read：完成，用时 0.3 秒。"), (Language.ENGLISH, "read: done, 0.3 s.")],
)
def test_what_is_told_is_in_the_persons_language(zhiban, runtime, turns, language, told):
    """MCC-4."""
    turns.opening = (call("read"), result("read", "x"), words("x"), end())
    speak(runtime, language)

    assert f"← {told} x" in zhiban("chat", "hello").err


def test_conversations_are_listed_shown_stopped_and_deleted(zhiban, runtime, turns):
    """MCC-4."""
    turns.opening = (question("read", "Read it?"),)
    speak(runtime, Language.ENGLISH)
    first, second = (begun(zhiban, runtime, text) for text in ("one", "two"))
    listed = zhiban("assistant", "list", "--json").data
    assert {each["id"] for each in listed} == {first, second}
    assert "asking\ttwo" in zhiban("assistant", "list").out
    page = zhiban("assistant", "list", "-n", "1")
    assert "--before c_" in page.err
    stopped = zhiban("assistant", "stop", first)
    assert (stopped.code, first in stopped.err) == (0, True)
    assert zhiban("assistant", "show", first).err.startswith("> one\n")
    assert "More: --after 1" in zhiban("assistant", "show", first, "-n", "1").err
    gone = zhiban("assistant", "delete", second, "--json")
    assert gone.data == {"id": second, "deleted": True}
    assert zhiban("assistant", "show", second).code == 3
    assert zhiban("assistant", "delete", first).err == f"{first} is deleted.\n"
    assert runtime.world.conversations.kept == {}


@pytest.mark.usefixtures("in_chinese")
def test_a_chinese_reader_is_told_everything_in_chinese(zhiban, runtime, turns):
    """MCC-4, OPS-3: labels, states and refusals alike."""
    turns.opening = (question("read", "要读吗？"),)
    name = begun(zhiban, runtime, "一")
    told = [
        zhiban("chat", "再说", "-c", name),
        zhiban("chat", "再说", "-c", "c_" + "f" * 32),
        zhiban("chat", "长" * 8_001),
        zhiban("assistant", "list", "-n", "1"),
        zhiban("assistant", "show", name, "-n", "1"),
        zhiban("assistant", "answer", name, QUESTION, "--decline"),
        zhiban("assistant", "stop", name),
        zhiban("assistant", "answer", name, QUESTION, "--agree"),
        zhiban("assistant", "delete", name),
    ]
    said = "".join(each.err for each in told)

    assert [each.code for each in told] == [3, 3, 2, 0, 0, 0, 0, 3, 0]
    assert said.splitlines() == [
        "zhiban: 这个对话的上一回合还没有结束；请等它结束，或先停止它。",
        f"zhiban: 没有对话“c_{'f' * 32}”。用 zhiban assistant list 查看现有的。",
        "zhiban: TEXT 必须有 1 到 8,000 个字符。",
        f"还有更多：加上 --before {name}，其余不变。",
        "> 一",
        "还有更多：加上 --after 1，其余不变。",
        "已收到你的答复。",
        f"{name} 正在停止。",
        "zhiban: 这一回合已经结束，其中的问题不再等待答复。",
        f"{name} 已删除。",
    ]


@pytest.mark.usefixtures("in_chinese")
def test_a_list_has_words_for_people_and_names_for_programs(zhiban, runtime, turns, monkeypatch):
    """MCC-4, OPS-3: what a pipe reads is the same whoever it is for."""
    turns.opening = (question("read", "要读吗？"),)
    begun(zhiban, runtime, "一")
    piped = zhiban("assistant", "list").out.splitlines()
    monkeypatch.setattr("cli.assistant.commands._is_looked_at", lambda: True)
    shown = zhiban("assistant", "list").out.splitlines()

    assert piped[0] == "id\tchanged\tturns\tstate\ttitle"
    assert piped[1].split("\t")[2:] == ["1", "asking", "一"]
    assert shown[0] == "编号\t更改时间\t回合\t状态\t标题"
    assert shown[1].split("\t")[2:] == ["1", "等待答复", "一"]


def begun(zhiban, runtime, text):
    """Begin a turn that waits for a word; return its conversation."""
    known = set(runtime.world.conversations.kept)
    zhiban("chat", text, "--json")
    (name,) = set(runtime.world.conversations.kept) - known
    return name


def test_a_dialogue_without_a_model_ends_before_anybody_types(zhiban, runtime, on_a_terminal):
    """MCC-4, OPS-5: one sentence, once."""
    service = runtime.world.services.conversations
    runtime.world.services = replace(
        runtime.world.services, conversations=replace(service, configured=False)
    )
    said = zhiban("chat", stdin="one\ntwo\n")

    assert (said.code, said.err.count("ZHIBAN_LLM_API_KEY")) == (3, 1)
    assert said.err.count("\n") == 1


def test_an_answer_grows_where_somebody_looks_on(capsys, monkeypatch):
    """MCC-4: what is written is not written twice, and words that were taken back stay visible."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    screen = Screen(Talk(by=OPERATOR, reader=Localizer(WORDS, IN_ENGLISH)))
    for text in ("It", "It is", "No, \x1b[2Jwait", "No, \x1b[2Jwait: it"):
        screen.show(Speaking(1, text))
    screen.show(words("No, \x1b[2Jwait: it is."))
    screen.show(words("Again."))
    screen.show(Speaking(1, "Half"))
    screen.show(end(EndReason.TOO_LONG, "It took too long."))

    said = capsys.readouterr()
    assert said.out == "It is\nNo, �[2Jwait: it is.\nAgain.\nHalf\n"
    assert said.err == "It took too long.\n"


def test_programs_and_pipes_get_no_half_words(capsys):
    """OPS-3."""
    Screen(Talk(by=OPERATOR, reader=Localizer(WORDS, IN_ENGLISH))).show(Speaking(1, "Half"))
    Screen(Talk(by=OPERATOR, reader=Localizer(WORDS, IN_ENGLISH), as_json=True)).show(
        Speaking(1, "Half")
    )

    assert capsys.readouterr().out == ""
