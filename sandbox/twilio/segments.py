"""How many short messages a text becomes (3GPP TS 23.038 and 23.040)."""

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "\f^{}\\[~]|€"


def segments(text: str) -> int:
    """Return the number of segments; an empty text is one."""
    if all(char in _BASIC or char in _EXTENDED for char in text):
        sizes, alone, joined = [1 + (char in _EXTENDED) for char in text], 160, 153
    else:
        sizes, alone, joined = [1 + (ord(char) > 0xFFFF) for char in text], 70, 67
    if sum(sizes) <= alone:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > joined:
            count, used = count + 1, 0
        used += size
    return count


def units(text: str) -> int:
    """Return the length that the limit of 1600 is about: UTF-16 code units."""
    return len(text.encode("utf-16-le", "replace")) // 2
