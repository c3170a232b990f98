time-today = 今天
time-yesterday = 昨天
time-moment = { $day } { $clock }
time-month_day = { $month } 月 { $day } 日
time-days = { $n } 天
time-hours = { $n } 小时
time-minutes = { $n } 分钟
time-seconds = { $n } 秒
