"""What the bench of recall measures."""

from bench.recall.__main__ import measure, read_cases, stand_in


def test_there_are_enough_questions_in_both_languages_and_none_repeats_its_note():
    """MEM-1."""
    cases = read_cases()
    chinese = [asked for asked, _ in cases.asked if any(each >= "\u4e00" for each in asked)]

    assert len(chinese) >= 30
    assert len(cases.asked) - len(chinese) >= 30
    assert len({asked for asked, _ in cases.asked}) == len(cases.asked)
    assert not [asked for asked, note in cases.asked if asked.strip("？?").lower() in note.lower()]


async def test_words_find_more_than_a_plain_search_and_meaning_more_than_words(tmp_path):
    """MEM-1: with the stand-in, which knows letters and no meaning."""
    substring, words, fused = await measure([("words", None), ("stand-in", stand_in())], tmp_path)

    assert substring.first_three == 0
    assert words.first >= 0.5
    assert words.wrong < 1
    assert fused.first_three > words.first_three
