# The policy in the console.
policy_page-title = Policy
policy_page-in_force = In force
policy_page-try = Try a change
policy_page-how = The operators' file is the only place where it is changed; here a change can be tried first.
policy_page-weights = What a score counts
policy_page-versions = Versions of before
policy_page-file = Policy file (TOML)
policy_page-file_hint = The whole file. It is read and tried on incidents that are over; nothing is kept or changed.
policy_page-since = Try it on
policy_page-days = incidents of { $count } days
policy_page-unusable = { $count ->
    [one] The file cannot be used: one mistake.
   *[other] The file cannot be used: { $count } mistakes.
 }
policy_page-differences = Incidents that would have gone another way
policy_page-means = What this file means
