"""What the bench of discussions measures."""

from bench.discussions import QUESTIONS, measure, plain_scan


async def test_every_question_is_asked_of_the_store_and_of_a_plain_scan(tmp_path, monkeypatch):
    """BUS-4."""
    monkeypatch.setattr("bench.discussions.TIMES", 2)

    figures = await measure(tmp_path, 1_100)

    found = {name: figures[name]["found"] for name in QUESTIONS}
    assert found["one rare word"] == found["part of a rare word"] == 2
    assert found["one rare word"] == plain_scan(tmp_path, "needle")
    assert found["a sender"] == 22
    assert found["a word of half of them"] == 550
    assert all(0 < figures[name]["p50"] <= figures[name]["p95"] for name in QUESTIONS)
