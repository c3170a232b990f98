"""`zhiban logs dashboards`."""

import pytest

from domain.common.readers import Language

COMMAND = ("logs", "dashboards")


def test_dashboards_are_listed(zhiban):
    """ANL-4."""
    said = zhiban(*COMMAND)
    assert said.code == 0, said.err
    assert "dashboard-0f3a\tshop-overview\tap-guangzhou\t" in said.out
    assert zhiban(*COMMAND, "--json").data[0]["name"] == "shop-overview"


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.ENGLISH, "8,682."), (Language.CHINESE, "“lines”：8,682。")],
)
def test_what_one_shows_is_said(zhiban, runtime, language, words):
    """ANL-4, I18-1."""
    runtime.world.read_in(language)
    runtime.language = language
    said = zhiban(*COMMAND, "shop")
    assert said.code == 0, said.err
    assert words in said.out


@pytest.mark.parametrize(("name", "begins"), [("a.svg", b"<svg "), ("a.png", b"\x89PNG")])
def test_a_picture_is_written(zhiban, tmp_path, name, begins):
    """ANL-4."""
    said = zhiban(*COMMAND, "shop", "--out", str(tmp_path / name), "--theme", "dark")
    assert said.code == 0, said.err
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert name in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "nowhere"),
        (("shop", "--start", "soon"), "--start"),
        (("shop", "--out", "a.gif"), "--out"),
        (("shop", "--out", "/none/a.svg"), "--out"),
    ],
)
def test_a_wrong_question_is_refused(zhiban, arguments, words):
    """ANL-4."""
    said = zhiban(*COMMAND, *arguments)
    assert said.code in {2, 3}
    assert words in said.err
