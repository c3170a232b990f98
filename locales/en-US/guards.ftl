# Why a guard does not let a write pass: the end of a sentence that begins with its name.
guard-approval_unread = it is not known whether approval is needed
guard-audit_unread = the audit cannot be read
guard-changed = the target was changed after planning
guard-confirmed_in_the_future = the last confirmation lies in the future; a clock is wrong
guard-confirmed_late = last confirmed { $age } ago, at most { $most } allowed
guard-freezes_unread = change freezes cannot be read
guard-frozen = frozen by { $name }
guard-lock_lost = the target lock is not held
guard-mode_is = policy here: { $mode }
guard-mode_unread = the policy mode cannot be read
guard-no_checkpoint = no checkpoint is kept
guard-no_place = no slot of the cluster budget is held
guard-nobody = nobody's permission is named
guard-not_approved = nobody has approved it
guard-not_permitted = { $person } lacks rollback permission
guard-other_plan = another plan was approved
guard-outside_hours = outside the policy's hours
guard-reverts = { $manager } would revert it
guard-said = Guard { $guard }: { $detail ->
    [none] { $outcome }
   *[other] { $detail }
 }.
guard-share_low = { $share } of the other workloads are ready, at least { $least } required
guard-share_unread = the namespace's workloads, or its last outage, cannot be read
guard-source_says = the source says: { $said }
guard-source_unread = the source could not be asked
guard-stopped = { $guards }
guard-storm_recent = the namespace's last outage was { $age } ago, at least { $least } required
guard-storm_timeless = the time of the last outage is not known
guard-target_unread = the target cannot be read
guard-too_often = { $count } writes within { $window }, at most { $most } allowed
guard-undecided = it could not be decided ({ $error })
guard-unread = it could not be checked
guard-write_recent = the last write was { $age } ago, at least { $least } required
guard-write_timeless = the time of the last write is not known
guard-writes_uncounted = earlier writes cannot be counted
guard-writes_unread = earlier writes cannot be read
guard-writing_disabled = writing is not enabled
