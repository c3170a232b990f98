"""Views are read alike at every face (EVT-3, I18-1)."""

from datetime import UTC, datetime

from application.common.views import table_of
from application.people.views import MemoryView, memory_view
from domain.people.memories import Memory, MemoryKind
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

KEPT = Memory(
    "m_1",
    "u_mei",
    MemoryKind.PREFERENCE,
    "先听告警",
    ("简报", "早上"),
    datetime(2026, 11, 21, 20, tzinfo=UTC),
)


def test_a_view_is_a_table_in_the_readers_language_and_zone():
    """I18-1, MEM-1."""
    chinese = table_of(MemoryView, [memory_view(KEPT, IN_CHINESE)], WORDS, IN_CHINESE)
    english = table_of(MemoryView, [memory_view(KEPT, IN_ENGLISH)], WORDS, IN_ENGLISH)

    assert chinese.labels == ("编号", "类别", "记下的时间", "内容", "标签", "匹配度")
    assert chinese.rows == (("m_1", "偏好", "2026-11-22 04:00", "先听告警", "简报, 早上", "0"),)
    assert english.labels == ("Id", "Kind", "Kept", "Text", "Tags", "Match")
    assert english.rows == (
        ("m_1", "preference", "2026-11-21 20:00", "先听告警", "简报, 早上", "0"),
    )
