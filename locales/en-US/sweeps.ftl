# The nightly sweep.
sweep-done = Nightly sweep: { $handed ->
    [one] { $handed } alert
   *[other] { $handed } alerts
 } taken up again
sweep-found = Yesterday's alerts were about { $looked } objects: { $in_hand } in progress, { $settled } settled, { $over } resolved, { $handed } scored and handled again, { $left } could not be handled.
sweep-incidents_unread = Incidents could not be read: { $why }
sweep-left = Unhandled alert: { $alert }
sweep-look_at = Nobody handled yesterday's alert { $alert }, and the sweep could not hand it over. Please check it.
sweep-stopped = { $count ->
    [one] { $count } incident was
   *[other] { $count } incidents were
 } closed because their workflows had been stopped.
sweep-unread = Could not be read: { $problems }
