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

memory-words_only = Searched by words only: { $why }
memory-meaning_too_slow = the embedding model, which searches by meaning, did not answer in time.
memory-meaning_failed = the embedding model, which searches by meaning, failed ({ $name }).
memory-meaning_refused = { $said ->
    [none] the embedding model, which searches by meaning, refused the request (HTTP { $status }); check { $settings }.
   *[other] the embedding model, which searches by meaning, refused the request (HTTP { $status }); its server says: { $said }. Check { $settings }.
 }

# Memories in the console.
memory_page-title = Memories
memory_page-new = Remember
memory_page-words = Words
memory_page-means = What you asked to be remembered. Nobody else sees it, admins neither.
memory_page-none_hint = Notes kept by voice, in chat or here appear here.
memory_page-text = What to remember
memory_page-text_hint = What is so, what you like, or what happened once; a few sentences.
memory_page-tags = Words to find it by
memory_page-tags_hint = With commas between; at most ten.
memory_page-kept = Remembered ({ $kind }).
memory_page-forget = Forget
memory_page-forget_means = It is removed for good.
