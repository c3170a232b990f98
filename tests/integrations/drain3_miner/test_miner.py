import random
from datetime import UTC, datetime
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.logs.logs import Level, LogLine
from integrations.drain3_miner import miner as module
from integrations.drain3_miner.miner import Drain3Miner, Tuning
from integrations.drain3_miner.refining import told_apart, words_of
from tests.fakes.words import LEXICON

AT = datetime(2026, 3, 2, tzinfo=UTC)


def lines(*texts, level=Level.INFO):
    return [
        LogLine(id=f"t:p:{n}", topic_id="t", at=AT, text=text, level=level)
        for n, text in enumerate(texts)
    ]


def patterns(*texts):
    return Drain3Miner(LEXICON.naming).patterns(texts)


def test_lines_that_differ_in_parameters_are_one_template():
    """ANL-1."""
    made = lines(*(f"took {n} ms on 10.0.0.{n}" for n in range(50)), "started")
    first, second = Drain3Miner(LEXICON.naming).mine(made)
    assert (first.pattern, first.count, first.examples) == (
        "took <*> on <*>",
        50,
        ("t:p:0", "t:p:1", "t:p:2"),
    )
    assert first.id == sha256(b"took <*> on <*>").hexdigest()[:12]
    assert (second.pattern, second.count) == ("started", 1)


def test_a_template_is_as_bad_as_its_worst_line():
    """ANL-1."""
    made = lines("job 1 ended", level=Level.WARNING) + lines("job 2 ended", level=Level.ERROR)
    assert [one.level for one in Drain3Miner(LEXICON.naming).mine(made)] == [Level.ERROR]


def test_a_few_words_at_one_place_are_choices_and_stay():
    """ANL-1."""
    made = [f"VM {what} by host n{n}" for what in ("Started", "Stopped") for n in range(9)]
    assert set(patterns(*made)) == {"VM Started by host <*>", "VM Stopped by host <*>"}


def test_many_words_at_one_place_are_a_parameter():
    """ANL-1."""
    people = ("root", "mysql", "backup", "git", "ftp", "admin")
    assert set(patterns(*(f"Failed password for {one} from 10.0.0.1" for one in people))) == {
        "Failed password for <*> from <*>"
    }


def test_two_names_after_user_are_a_parameter():
    """ANL-1."""
    assert set(patterns("session closed for user mei", "session closed for user ann")) == {
        "session closed for user <*>"
    }


def test_what_is_somebodys_name_in_one_line_is_no_choice_in_another():
    """ANL-1: `root` and `git` stand behind `user=` elsewhere; `yes` and `no` do not."""
    named = [f"denied; ruser= rhost=10.0.0.{n} user={one}" for n, one in enumerate(("root", "git"))]
    words = [f"Failed password for {one} from 10.0.0.1" for one in ("root", "git")]
    told = [f"answered {one} to 10.0.0.1" for one in ("yes", "no")]
    assert set(patterns(*named, *words, *told)) == {
        "denied; ruser= rhost=<*> user=<*>",
        "Failed password for <*> from <*>",
        "answered yes to <*>",
        "answered no to <*>",
    }


def test_a_rare_line_joins_the_frequent_one_that_describes_it():
    """ANL-1: one line in an odd form is no template of its own."""
    frequent = [f"synchronized to 10.0.0.{n}, stratum 3" for n in range(9)]
    assert set(patterns(*frequent, "synchronized to LOCAL(0), stratum 10")) == {
        "synchronized to <*>, stratum <*>"
    }
    assert len(set(patterns("map:<memory:1, cores:2>", "reduce:<memory:1, cores:2>", "7"))) == 3


def test_capitals_are_names_of_states_and_stay_longer():
    """ANL-1."""
    states = ("NEW", "QUEUED", "RUNNING", "DONE", "FAILED", "KILLED", "LOST", "PAUSED")
    made = [f"task 7 moved on to state {one}" for one in states]
    assert len(set(patterns(*made))) == len(states)


def test_raw_lines_with_headers_and_of_several_systems_are_told_apart():
    """ANL-1."""
    raw = [
        "Mar  2 06:00:01 web-1 sshd[311]: Connection closed by 10.0.0.7",
        "Mar  2 06:00:09 web-1 sshd[417]: Connection closed by 10.0.0.9",
        "2026-03-02 06:00:02,113 - ERROR [main:Shop@17] - order 12 lost",
        "2026-03-02 06:00:03,119 - ERROR [main:Shop@17] - order 13 lost",
        "2026-03-02T06:00:04Z 订单 991 支付失败，用户 张三",
        "2026-03-02T06:00:05Z 订单 992 支付失败，用户 李四",
    ]
    assert list(dict.fromkeys(patterns(*raw))) == [
        "<*> sshd[<*>]: Connection closed by <*>",
        "<*> - ERROR [main:Shop@<*>] - order <*> lost",
        "<*> 订单 <*> 支付失败，用户 <*>",
    ]


def test_no_lines_and_empty_lines_are_no_error():
    """SEC-3."""
    assert Drain3Miner(LEXICON.naming).mine([]) == []
    assert [one.pattern for one in Drain3Miner(LEXICON.naming).mine(lines("", "  ", "\x00"))] == [
        ""
    ]


def test_wildcards_and_controls_written_by_others_do_no_harm():
    """SEC-3."""
    made = lines("got <*> from <*>", "got 1 from 2", "\x1b[31mgot\x00 x␣y", "got \ud800 z")
    assert sum(one.count for one in Drain3Miner(LEXICON.naming).mine(made)) == len(made)


words = st.sampled_from(["open", "close", "the", "file", "GET", "7", "user", "mei", "x=1", "<*>"])
texts = st.lists(st.lists(words, max_size=7).map(" ".join), max_size=40)


@given(texts, st.randoms(use_true_random=False))
def test_every_line_is_counted_once_and_order_decides_nothing(made, dice: random.Random):
    """ANL-1."""
    shuffled = made[:]
    dice.shuffle(shuffled)
    found, again = (Drain3Miner(LEXICON.naming).mine(lines(*one)) for one in (made, shuffled))
    assert sum(one.count for one in found) == len(made)
    assert [(one.id, one.count) for one in found] == [(one.id, one.count) for one in again]
    assert len({one.id for one in found}) == len(found)


@given(st.lists(st.text(max_size=60), max_size=20))
@settings(max_examples=50)
def test_any_text_is_mined(made):
    """SEC-3."""
    assert sum(one.count for one in Drain3Miner(LEXICON.naming).mine(lines(*made))) == len(made)


@given(st.lists(st.tuples(*[st.sampled_from("abcdefgh")] * 3), min_size=1, unique=True))
def test_telling_apart_loses_no_line(cluster):
    """ANL-1."""
    groups = told_apart(cluster, LEXICON.naming, frozenset())
    assert sorted(words for group in groups for words in group) == sorted(cluster)


def test_separators_are_words_so_that_only_values_differ():
    """ANL-1."""
    assert words_of("a=b, f(x)") == ("a", "=", "b", ",", "f", "(", "x", ")")


def test_more_lines_than_the_bound_are_not_looked_at(monkeypatch):
    """SEC-3."""
    monkeypatch.setattr(module, "MOST_LINES", 10)
    assert sum(one.count for one in Drain3Miner(LEXICON.naming).mine(lines(*["x"] * 50))) == 10


def test_forms_over_the_bound_are_one_template_and_drain_never_sees_them(monkeypatch):
    """SEC-3: the work is bounded by the number of calls, whatever the lines hold."""
    seen = []
    new_drain = Tuning.drain

    def counting(tuning):
        drain = new_drain(tuning)
        add = drain.add_log_message
        drain.add_log_message = lambda text: (seen.append(text), add(text))[1]
        return drain

    monkeypatch.setattr(Tuning, "drain", counting)
    monkeypatch.setattr(module, "MOST_FORMS", 20)
    name = "abcdefghij"
    made = [f"{a}{b} {c}" for a in name for b in name for c in "xy"]
    found = Drain3Miner(LEXICON.naming).mine(lines(*made, *["usual thing"] * 3))
    assert len(seen) == 20
    assert seen[0] == "usual thing"
    assert sum(one.count for one in found) == len(made) + 3
    assert found[0].pattern == "<*>"


def test_a_line_of_very_many_words_is_cut_to_the_bound():
    """SEC-3."""
    long = " ".join("abcdefghijklmnopqrstuvwxyz"[n % 26] * (1 + n // 26) for n in range(400))
    (found,) = Drain3Miner(LEXICON.naming).mine(lines(long))
    assert len(found.pattern.split()) == module.MOST_WORDS
    assert found.pattern.endswith(" <*>")
