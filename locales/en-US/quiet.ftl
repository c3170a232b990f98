# What waited for the end of somebody's quiet hours.
quiet-title = { $count ->
    [one] One incident waited for the end of your quiet hours and is still open: { $first }
   *[other] { $count } incidents waited for the end of your quiet hours and are still open, first { $first }
 }
quiet-line = { $severity ->
    [critical] critical: {""}
   *[other] {""}
 }{ $what }, since { $at }{ $count ->
    [one] {""}
   *[other] {" "}({ $count } alerts)
 }
quiet-more = { $count ->
    [one] And one more.
   *[other] And { $count } more.
 }
quiet-over = { $count ->
    [one] One that waited is over by now.
   *[other] { $count } that waited are over by now.
 }
quiet-do = See them all and take one over: { $command }. What nobody takes over is paged again, each by itself.

# What was only observed, told once a day.
gathered-title = Observe only: { $count ->
    [one] 1 incident would have been repaired
   *[other] { $count } incidents would have been repaired
 } since { $since }, { $wrong ->
    [0] none of them is still open
    [one] 1 is still open
   *[other] { $wrong } are still open
 }
gathered-line = { $severity ->
    [critical] critical: {""}
   *[other] {""}
 }{ $what }, since { $at }{ $count ->
    [one] {""}
   *[other] {" "}({ $count } alerts)
 }{ $action ->
    [none] {""}
   *[other] ; would do: { $action }
 }{ $over ->
    [yes] ; over by now
   *[no] ; still open
 }
gathered-do = To have the first one repaired: { $command }
gathered-page = Nobody was paged for these, because the policy only observes there. What is critical is still paged at once; { $field } of the policy changes this.
