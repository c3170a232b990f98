time-today = today
time-yesterday = yesterday
time-moment = { $clock } { $day }
time-last_night = { $clock } last night
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
    .spoken = { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
time-minutes = { $n } min
    .spoken = { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
time-seconds = { $n } s
    .spoken = { $n ->
        [one] { $n } second
       *[other] { $n } seconds
    }
