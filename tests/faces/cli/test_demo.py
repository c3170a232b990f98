"""`zhiban demo`: what it asks for, and what it says."""

from domain.common.errors import InvalidRequest
from domain.common.messages import one_of
from domain.common.readers import Language


def test_the_demo_shows_where_to_look(zhiban):
    """OPS-1."""
    said = zhiban("demo")
    assert said.out == "name\toutcome\taddress\ngreet\tbriefing given\thttp://127.0.0.1:8080/\n"
    assert zhiban("demo", "--json").data["steps"][0]["name"] == "greet"
    assert zhiban("demo", "morning").out == said.out


def test_an_incident_is_told_as_it_happens_and_then_summed_up(zhiban, runtime):
    """OPS-1, OPS-3."""
    said = zhiban("demo", "incident")
    other = zhiban("demo", "incident", "bad-image", "--enable-writes", "--json")

    assert said.out.splitlines()[0] == "An alert came."
    assert said.out.splitlines()[-1] == "incident\ti_1\thttp://ui/"
    assert runtime.asked == [("", False), ("bad-image", True)]
    assert (other.data["incident_id"], other.err) == ("i_1", "An alert came.\n")


def test_an_incident_that_ends_otherwise_than_it_should_ends_with_3(zhiban, runtime):
    """OPS-3."""
    runtime.problem = "state: expected closed"
    said = zhiban("demo", "incident", "--json")

    assert (said.code, said.data["problems"]) == (3, ["state: expected closed"])


def test_the_faults_that_can_be_told_are_listed(zhiban):
    """OPS-3."""
    said = zhiban("demo", "incident", "--list")

    assert said.out.splitlines()[1] == "crash-loop\tyes\tyes\tIt crashes."
    assert "need --enable-writes" in said.err
    assert zhiban("demo", "--list", "--json").data["scenarios"][0]["name"] == "crash-loop"


def test_what_is_told_has_heads_in_the_language_of_the_terminal(zhiban, runtime):
    """OPS-1, RBK-15."""
    runtime.language = Language.CHINESE
    listed, told = zhiban("demo", "incident", "--list"), zhiban("demo", "incident")

    assert listed.out.splitlines()[:2] == [
        "名称\t可修复\t可只看\t标题",
        "crash-loop\t是\t是\tIt crashes.",
    ]
    assert "不能只看的需要加上 --enable-writes。" in listed.err
    assert "名称\t结果\t地址" in told.out


def test_what_cannot_be_told_is_refused_in_the_language_of_the_terminal(zhiban, runtime):
    """OPS-1, OPS-5, RBK-15."""
    runtime.language = Language.CHINESE
    runtime.error = InvalidRequest("SCENARIO", one_of(["aborted", "approved"]))
    said = zhiban("demo", "incident", "nonsense")

    assert (said.code, said.err) == (
        2,
        "zhiban: SCENARIO 必须是 aborted 或 approved。\n",
    )
