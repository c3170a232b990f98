# What was remembered: labels of its fields.
memory_view-id = Id
memory_view-kind = Kind
memory_view-kept_at = Kept
memory_view-text = Text
memory_view-tags = Tags
memory_view-score = Match

memory_kind-fact = fact
memory_kind-preference = preference
memory_kind-incident = incident
memory-kept = Remembered as { $memory }:
memory-forgotten = Forgotten: { $memory }
memory-found = { $count ->
    [one] { $count } memory.
   *[other] { $count } memories.
 }
memory-none = No memories found.
