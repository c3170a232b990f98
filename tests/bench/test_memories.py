"""What the bench of memories measures."""

from bench.memories import QUESTIONS, made_up, measure


async def test_every_question_is_measured_on_the_same_memories_each_time(tmp_path, monkeypatch):
    """MEM-1."""
    monkeypatch.setattr("bench.memories.TIMES", 2)

    figures = await measure(f"sqlite:///{tmp_path}/zhiban.db", 40)

    found = {name: figures[name]["found"] for name in QUESTIONS}
    assert (found["newest first"], found["one rare word"]) == (20, 1)
    assert all(0 < each <= 20 for each in found.values())
    assert all(0 < figures[name]["p50"] <= figures[name]["p99"] for name in QUESTIONS)
    assert list(made_up(40, "u_mei")) == list(made_up(40, "u_mei"))
