from hypothesis import given
from hypothesis import strategies as st

from domain.logs.keywords import CERTAIN, MOST_KEYWORDS, standing_out, words_in
from tests.fakes.words import LEXICON

QUIET = [f"request {n} served in {n} ms" for n in range(300)]


def words(before, now):
    return [word for word, _ in standing_out(before, now, LEXICON)]


def test_a_word_that_is_suddenly_everywhere_stands_out():
    """ANL-1."""
    now = [*QUIET[:250], *(f"payment {n} refused by gateway" for n in range(50))]
    assert set(words(QUIET, now)) == {"payment", "refused", "gateway"}


def test_the_same_period_twice_has_no_words_that_stand_out():
    """ANL-1."""
    assert standing_out(QUIET, QUIET, LEXICON) == ()


def test_more_of_the_same_does_not_stand_out():
    """ANL-1."""
    assert standing_out(QUIET, QUIET * 5, LEXICON) == ()


def test_chinese_words_are_found_without_a_dictionary():
    """ANL-1."""
    calm = [f"订单{n}处理完成" for n in range(100)]
    now = [*calm, *(f"网关连接超时，重试{n}次" for n in range(40))]
    assert set(words(calm, now)) == {"网关连接超时", "重试"}


def test_parts_of_a_compound_are_not_said_again():
    """ANL-1."""
    now = [*QUIET, *(f"got OutOfMemory on shop {n}" for n in range(60))]
    assert set(words(QUIET, now)) == {"outofmemory", "got", "shop"}


def test_words_that_say_nothing_are_left_out():
    """ANL-1."""
    assert words_in("Mon Mar 2 ERROR the disk of db7 is not there: sda1 sizeOfBlock", LEXICON) == {
        "disk",
        "sizeofblock",
        "size",
        "block",
    }
    assert words_in("数据的连接", LEXICON) == {"数据", "连接"}


def test_nothing_before_means_nothing_stands_out():
    """ANL-1."""
    assert standing_out([], QUIET, LEXICON) == ()
    assert standing_out(QUIET, [], LEXICON) == ()
    assert words(["aaa"] * 50, ["bbb"] * 50) == ["bbb"]


lines = st.lists(st.text(alphabet="ab错误超时 xX1", max_size=30), max_size=30)


@given(lines, lines)
def test_any_text_gives_a_bounded_sorted_list_of_certain_words(before, now):
    """ANL-1, SEC-3."""
    found = standing_out(before, now, LEXICON)
    weights = [weight for _, weight in found]
    assert len(found) <= MOST_KEYWORDS
    assert weights == sorted(weights, reverse=True)
    assert all(weight >= CERTAIN - 0.01 for weight in weights)
    assert not {word for word, _ in found} & LEXICON.untelling
