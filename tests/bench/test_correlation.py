"""Gathering on labelled storms, beside what others do."""

import json

from bench import correlation
from bench.correlation_storms import friendly, hostile


def rows(count=12):
    return {(row.way, row.storms): row for row in correlation.measured(count)}


def test_ours_keeps_its_targets_on_twelve_storms_of_each_kind():
    """ALR-12: precision 1.00 on ordinary storms, 0.90 on hostile ones, recall 0.95 on both."""
    found = rows()

    assert found["ours", "friendly"].precision == 1.0
    assert found["ours", "friendly"].recall >= 0.95
    assert found["ours", "hostile"].precision >= 0.90
    assert found["ours", "hostile"].recall >= 0.95


def test_time_alone_and_chains_gather_what_does_not_belong_together():
    """ALR-12: the others of the same run are far from it, so the storms can tell ways apart."""
    found = rows()

    assert found["everything within 5 min", "hostile"].precision < 0.3
    assert found["any key, chained", "hostile"].precision < 0.5


def test_a_storm_is_the_same_each_time_and_hostile_ones_hold_every_twist():
    """ALR-12: figures can be made again."""
    assert friendly(3) == friendly(3) != friendly(4)
    causes = {each.cause for each in hostile(0).incidents}
    assert {"crash 1", "release cart v7", "orders-db ap-shanghai", "node"} <= causes


def test_every_pair_is_counted_once():
    """ALR-12: precision and recall are about pairs."""
    assert correlation.pairs([["a", "b", "c"], ["d"]]) == {
        frozenset("ab"),
        frozenset("ac"),
        frozenset("bc"),
    }


def test_the_bench_prints_one_line_of_json(capsys):
    """ALR-12."""
    assert correlation.main(["--storms", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert {row["way"] for row in told["rows"]} == set(correlation.WAYS)
