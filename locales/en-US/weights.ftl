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

# Pages about the weights.
weight_page-more = All versions and proposals
weight_page-how = New weights count for scores made after them; scores that were made stay as they are.
weight_page-proposals = Proposals
weight_page-none_hint = The nightly sweep proposes better weights once enough repairs point to them.
weight_page-learn = Look for better weights
weight_page-proposed = Better weights are proposed; answer below.
weight_page-set = Set weights
weight_page-set_means = The four shares add up to 1. They come into force as a new version.
weight_page-impact = Impact
weight_page-severity = Severity
weight_page-importance = Importance
weight_page-urgency = Time of day
weight_page-from = In force from
weight_page-from_hint = In your time zone; now when left empty, never in the past.
weight_page-approve = Put in force
weight_page-approve_means = These shares come into force now, as a new version. You can go back to earlier ones.
weight_page-refuse = Reject
weight_page-refuse_means = The weights in force stay. The proposal is closed with your reason.
weight_page-revert = Go back to these
weight_page-revert_means = The shares of this version come into force now, as a new version. No version is lost.
weight_page-then = Would count
weight_page-now = Counts now
