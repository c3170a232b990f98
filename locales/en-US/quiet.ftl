# What waited for the end of somebody's quiet hours.
quiet-title = { $count ->
    [one] One incident waited for the end of your quiet hours and is still open: { $first }
   *[other] { $count } incidents waited for the end of your quiet hours and are still open, first { $first }
 }
quiet-line = { $what }, since { $at }{ $count ->
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
