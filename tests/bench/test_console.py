"""The console before a crowd: the bench itself, on a small one."""

import json

import pytest

import bench.console.measuring as module


@pytest.mark.exhaustive
@pytest.mark.temporal
@pytest.mark.timeout(600)
def test_every_page_answers_and_every_figure_is_printed(monkeypatch, capfd):
    """CON-1, PRF-1: 10 people, 100 tasks, 50 incidents, 1,000 events."""
    monkeypatch.setattr(module, "leave", lambda code: code)
    monkeypatch.setattr(module, "keep_output_clean", lambda: None)

    assert module.main(["--smaller", "100", "--rounds", "2", "--json"]) == 0

    found = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert {page["status"] for page in found["pages"]} == {200}
    assert {page["path"] for page in found["pages"]} > {"/console", "/console/incidents"}
    assert all(0 < page["median"] <= page["worst"] for page in found["pages"])
    assert 0 < found["kilobytes"] <= module.MOST_KILOBYTES
    assert found["requests"] >= 3
    assert found["paint_seconds"] > 0
    assert len(found["news_seconds"]) == 5
