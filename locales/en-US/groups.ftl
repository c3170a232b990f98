# Why incidents belong together.
group-same_dependency = All of them name the same address: { $name }.
group-same_node = All of them run on node { $name }.
group-same_release = All of them began after { $name } was released.
group-same_workload = All of them are about the same workload: { $name }.
group-same_object = All of them depend on { $name }.
group-no_workload = None of them is about a workload that is known here, and their sender cannot be asked: too many to page one by one.
group-merged = Merged by { $name }.

# What a group says of itself.
group-page = One page for { $members } incidents. { $why }{ $detail ->
    [none] {""}
   *[other] {" "}{ $detail }
 }
group-alone = It belongs to no group.
group-full = The group already has { $most } members.
group-was_split = A person split it from this group within the last day.
group-too_late = The group takes no more members.
group-no_member = It does not belong to this group.
group-same_incident = Name two different incidents.
group-no_group = It belongs to no group.
