"""What the bench of events measures."""

import pytest
from sqlalchemy import text

from bench.events import append, insert, made_up, measure
from storage.database import open_database
from storage.migrate import migrate

SAME = """
    SELECT count(*) FROM events AS a JOIN events AS b ON b.id = replace(a.id, 'a/', 'b/')
    WHERE a.id LIKE 'a/%' AND (a.data, a.subject, a.time) = (b.data, b.subject, b.time)
"""


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/zhiban.db"


async def test_both_ways_keep_the_same_rows_in_the_same_transactions(url):
    """PRF-2."""
    await migrate(url)
    async with open_database(url) as database:
        _, sizes = await append(database, made_up(500, "a"))
        await insert(database, made_up(500, "b"), sizes)
        async with database.reading() as connection:
            same = await connection.scalar(text(SAME))

    assert (sum(sizes), same) == (500, 500)
    assert len(sizes) < 10


async def test_a_measurement_tells_both_rates_and_their_share(url, monkeypatch):
    """PRF-2."""
    monkeypatch.setattr("bench.events.ROUNDS", 1)

    figures = await measure(url, 200)

    assert figures["share"] == pytest.approx(figures["appended"] / figures["inserted"])
    assert figures["transactions"] >= 1
