time-today = today
time-yesterday = yesterday
time-month_day = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
 } { $day }
time-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
 }
time-hours = { $n } h
time-minutes = { $n } min
time-seconds = { $n } s
