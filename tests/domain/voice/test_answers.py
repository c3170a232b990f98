"""Long answers, told piece by piece."""

from hypothesis import given
from hypothesis import strategies as st

from domain.voice.answers import MOST_BYTES, MOST_KEPT, PART, Rests, cut

MORE = "后面还有，key={}".format
TEXTS = st.text(alphabet=st.sampled_from("支付服务告警 ab😀。，\n"), max_size=3_000)


@given(TEXTS)
def test_no_piece_is_too_long_no_character_is_cut_and_nothing_is_lost(text):
    """VOI-1: results at most 1,024 bytes, cut at a character."""
    rests = Rests()
    piece = rests.first(text, MORE)
    heard = ""
    while True:
        assert len(piece.encode()) <= MOST_BYTES
        key = piece.rpartition("\n后面还有，key=")
        if not key[1]:
            heard += piece
            break
        heard += key[0]
        piece = rests.next(key[2], MORE).text

    assert "".join(heard.split()) == "".join(text.split())


def test_a_cut_is_made_where_a_sentence_ends():
    """VOI-1."""
    head, rest = cut("支付服务正常。" * 10 + "登录服务异常，请看。", 200)

    assert head.endswith("。")
    assert head + rest == "支付服务正常。" * 10 + "登录服务异常，请看。"


def test_spoken_parts_go_out_as_they_are_one_after_the_other():
    """VOI-2: a briefing is said word for word, to its end."""
    rests = Rests()
    parts = ["第一段。还有，要继续听吗？", "第二段。还有，要继续听吗？", "第三段。"]

    first = rests.first(PART.join(parts), MORE, spoken=True)
    others = [rests.next("", MORE), rests.next("", MORE)]

    assert [first, *(each.text for each in others)] == parts
    assert all(each.spoken for each in others)


def test_a_piece_may_be_asked_for_again_and_old_rests_go():
    """VOI-1: ids are reused and answers lost; a repeated question gets the same."""
    rests = Rests()
    rests.first("啊" * 1_000, MORE)

    again = [rests.next("m1", MORE).text.partition("\n")[0] for _ in range(2)]
    assert again[0] == again[1]
    for _ in range(MOST_KEPT):
        rests.first("哦" * 1_000, MORE)
    assert rests.next("m1", MORE) is None
    assert len(rests.kept) == MOST_KEPT
