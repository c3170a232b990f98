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
