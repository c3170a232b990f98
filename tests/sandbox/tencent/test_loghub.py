"""Real log files as yesterday's lines."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from sandbox.tencent.cls.state import CHINA
from sandbox.tencent.loghub import level_of, read_loghub
from tests.fakes.logs import LOGHUB


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6", "ERROR"),
        ("[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok", "INFO"),
        ("- 1117838570 2005.06.03 R02 RAS KERNEL INFO instruction cache parity error", "INFO"),
        ("- 1117838570 2005.06.03 R02 RAS KERNEL FATAL data storage interrupt", "FATAL"),
        ("081109 203615 148 INFO dfs.DataNode$PacketResponder: terminating", "INFO"),
        ("2015-10-18 18:01:47,978 WARN [main] o.a.h.m.MRAppMaster: ERROR in retry", "WARN"),
        ("Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; uid=0", "ERROR"),
        ("Dec 10 06:55:46 LabSZ sshd[24200]: Connection closed by 1.2.3.4", "INFO"),
        ("DEBUG x", "DEBUG"),
        ("", "INFO"),
    ],
)
def test_the_level_of_a_line_is_the_first_one_it_names(text, level):
    """CLD-1."""
    assert level_of(text) == level


def test_lines_are_spread_over_the_day_in_their_order(tmp_path):
    """CLD-1."""
    file = tmp_path / "App_2k.log"
    file.write_text("one\ntwo\nthree\nfour\n")
    day = date(2026, 3, 1)
    lines = list(read_loghub(file, day=day, zone=CHINA))
    start = int(datetime(2026, 3, 1, tzinfo=CHINA).timestamp() * 1000)
    assert [line.time - start for line in lines] == [0, 21_600_000, 43_200_000, 64_800_000]
    assert [line.fields["message"] for line in lines] == ["one", "two", "three", "four"]
    assert {line.fields["service"] for line in lines} == {"app"}


def test_an_empty_file_has_no_lines(tmp_path):
    """CLD-1."""
    file = tmp_path / "empty.log"
    file.write_text("")
    assert list(read_loghub(file, day=date(2026, 3, 1), zone=UTC)) == []


@pytest.mark.parametrize("path", LOGHUB, ids=lambda path: path.stem)
async def test_a_sample_file_is_found_whole_and_by_its_levels(cloud, topic, search, path):
    """CLD-1."""
    day = date(2026, 1, 1)
    assert cloud.load_loghub(topic, path, day=day) == 2000
    start = int(datetime(2026, 1, 1, tzinfo=CHINA).timestamp() * 1000)
    whole = {"From": start, "To": start + int(timedelta(days=1).total_seconds() * 1000)}
    first, second = (
        await search(Limit=1000, **whole),
        await search(Limit=1000, Offset=1000, **whole),
    )
    assert len(first.Results) + len(second.Results) == 2000
    assert second.ListOver
    reply = await search("* | SELECT level, count(*) AS n GROUP BY level", **whole)
    counts = Counter({row.Data[0].Value: int(row.Data[1].Value) for row in reply.AnalysisResults})
    assert counts.total() == 2000
    assert set(counts) <= {"FATAL", "ERROR", "WARN", "INFO", "DEBUG"}
