"""The people of the demonstration live where its reader is."""

import pytest

from demonstration.zone import FALLBACK, machine_zone


@pytest.mark.parametrize(
    ("tz", "leads_to", "zone"),
    [
        ("Europe/Berlin", "Asia/Tokyo", "Europe/Berlin"),
        (":Europe/Berlin", "Asia/Tokyo", "Europe/Berlin"),
        ("/usr/share/zoneinfo/Asia/Dubai", "Asia/Tokyo", "Asia/Dubai"),
        ("", "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("CST-8", "Asia/Tokyo", "Asia/Tokyo"),
        ("", "", FALLBACK),
        ("../../etc/passwd", "Mars/Phobos", FALLBACK),
    ],
)
def test_the_zone_is_that_of_the_machine(tmp_path, tz, leads_to, zone):
    """OPS-1."""
    localtime = tmp_path / "localtime"
    if leads_to:
        localtime.symlink_to(f"/usr/share/zoneinfo/{leads_to}")

    assert machine_zone({"TZ": tz}, localtime) == zone


def test_a_machine_whose_localtime_is_a_copy_has_the_fallback(tmp_path):
    """OPS-1: a file says which hours, and not where."""
    localtime = tmp_path / "localtime"
    localtime.write_bytes(b"TZif2")

    assert machine_zone({}, localtime) == FALLBACK
