"""`zhiban usage`."""


def test_the_gravest_stand_first(zhiban):
    """ANL-2."""
    found = zhiban("usage", "--json").data
    shown = zhiban("usage")

    assert found["usages"][0]["state"] == "filling"
    assert shown.code == 0
    assert "cls-1" in shown.out
    assert zhiban("usage", "--of", "workloads").code == 2
