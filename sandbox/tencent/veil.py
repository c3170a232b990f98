"""Eventual consistency: what was created a moment ago may not be seen yet."""


class Veil:
    """Hides new objects from the first reads that would have shown them."""

    def __init__(self) -> None:
        self._reads_left: dict[str, int] = {}

    def hide(self, object_id: str, reads: int) -> None:
        """Keep `object_id` unseen for the next `reads` reads."""
        if reads > 0:
            self._reads_left[object_id] = reads

    def hides(self, object_id: str) -> bool:
        """Say whether this read must not see `object_id`; asking counts as the read."""
        left = self._reads_left.get(object_id, 0)
        if left == 0:
            return False
        self._reads_left[object_id] = left - 1
        return True
