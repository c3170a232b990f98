"""What runs of calendar tasks tell."""

from domain.schedules.messages import newest_of_each_kind


def test_a_log_report_tells_each_kind_of_line_once():
    """SCH-1: lines that differ in numbers alone are of one kind, of which the newest stands."""
    lines = ["order 12 failed (attempt 2)", "order 11 failed (attempt 1)", "pool exhausted: 5"]

    assert newest_of_each_kind(lines) == ("order 12 failed (attempt 2)", "pool exhausted: 5")
