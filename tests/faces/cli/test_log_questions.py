"""`zhiban logs ask`."""


def test_the_query_is_shown_before_what_it_finds(zhiban, runtime):
    """CLD-1."""
    found = zhiban("logs", "ask", "payments", "how many errors")

    assert found.code == 0
    assert "level:ERROR | SELECT COUNT(*) AS N" in found.err
    assert "ERROR" in found.out
    assert zhiban("logs", "ask", "nowhere", "errors").code == 3
