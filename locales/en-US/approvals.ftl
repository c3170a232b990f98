# Questions to people, and answers that do not count.
approval-denied_by = { $person } denied it{ $why ->
    [none] .
   *[other] : { $why }.
 }
approval-expired = This question has expired, so it is not done.
approval-not_open = This question is no longer open; the plan has changed. Look again.
approval-other_plan = The plan is not the one you saw; read the question again.
approval-own_request = You asked for this yourself, so somebody else has to approve it.
approval-settled = This question is already settled ({ $answer }{ $by ->
    [none] {""}
   *[other] {" "}by { $by }
 }); nothing was changed.
approval-target_changed = The target has changed since the question was asked: { $what }{ $changes ->
    [none] {""}
   *[other] {" "}(now it would be: { $changes })
 }. Nothing was done.
moved-edited = somebody changed it, generation { $old } → { $new }
moved-nothing_left = there is nothing left to do
moved-other_action = { $new } would come now, in place of { $old }
moved-other_values = the same action would write other values
approval-target_changes = The target changes too often to ask for approval.
approval-listed = Approvals ({ $shown }), newest first, { $count } listed:
approval-was_asked = { $question } { $action } of { $target }, { $person ->
    [none] proposed by Zhiban
   *[other] requested by { $person }
 } at { $at }.
approval-none_such = No such approvals.
approval-no_right = Your roles do not include approving; ask an admin for the role.
approval-other_site = Another website sent this. Open the link itself.
