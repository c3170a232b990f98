# The weights of scores, and proposals to change them.
weights-shares = impact { $impact }, severity { $severity }, importance { $importance }, time of day { $urgency }
weights-in_force = Weights { $version }: { $shares }. In force since { $since }.
weights-proposal = Proposes { $shares } in place of { $former }. Evidence: { $outcomes } repairs ({ $helped } helped, { $failed } did not, { $returned } came back); past pairs ranked correctly: { $after } instead of { $before }. { $state }
weights-open = Awaiting an admin's answer.
weights-applied = Applied by { $by } ({ $reason }).
weights-refused = Rejected by { $by } ({ $reason }).
weights-superseded = Superseded by later weights or a newer proposal.
weights-awaits = Nothing new to propose: { $proposal } awaits an answer until { $until }.
weights-too_few = Nothing to propose yet: { $outcomes } of the { $least } repairs that are needed under these weights are there ({ $helped } helped, { $others } did not; { $each } of each are needed).
weights-no_better = Nothing to propose: { $outcomes } repairs under these weights ({ $helped } helped, { $others } did not) show no better ones.
weights-version = { $version } since { $since }: { $shares } ({ $by }: { $reason })
weights-listed = { $shown } of { $count ->
    [one] { $count } proposal
   *[other] { $count } proposals
 }, newest first:
weights-unchanged = Nothing was changed.
weights-none_proposed = Nothing was ever proposed.
weights-put_in_force = Put { $shares } in force?
weights-go_back = Go back to { $shares }?

# Headings of tables.
weights-column_version = version
weights-column_shares = shares
weights-column_since = in force from
weights-column_by = by
weights-column_reason = reason
weights-column_proposal = proposal
weights-before_all = Before all of them: { $first }.
weights-name_taken = Weights named { $version } exist already; choose another name.
weights-not_open = This proposal is no longer open; look at the newest one.
weights-others_in_force = Other weights ({ $version }) have come into force since this was proposed; wait for the next proposal.
weights-settled = This proposal is already { $state }.
weights-shares_wanted = must be { $count } shares: { $parts }
weights-sum = must add up to 1
proposal_state-open = open
proposal_state-applied = applied
proposal_state-refused = rejected
proposal_state-superseded = superseded
