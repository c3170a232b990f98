# The weather of a place. Codes are those of the WMO (table 4677), as the service lists them.
weather-title = { $place }天气
weather-sky = { $code ->
    [0] 晴
    [1] 大致晴朗
    [2] 多云
    [3] 阴
    [45] 有雾
    [48] 雾凇
    [51] 小毛毛雨
    [53] 毛毛雨
    [55] 密集毛毛雨
    [56] 冻毛毛雨
    [57] 密集冻毛毛雨
    [61] 小雨
    [63] 中雨
    [65] 大雨
    [66] 冻雨
    [67] 强冻雨
    [71] 小雪
    [73] 中雪
    [75] 大雪
    [77] 米雪
    [80] 小阵雨
    [81] 阵雨
    [82] 强阵雨
    [85] 小阵雪
    [86] 强阵雪
    [95] 雷阵雨
    [96] 雷阵雨伴冰雹
    [99] 强雷阵雨伴冰雹
   *[other] 天气不明
 }
weather-day_name = { $ahead ->
    [0] 今天
    [1] 明天
    [2] 后天
   *[other] { $weekday ->
        [1] 周一
        [2] 周二
        [3] 周三
        [4] 周四
        [5] 周五
        [6] 周六
       *[7] 周日
    }
 }
weather-below_zero = 零下 { $degrees }
weather-now = { $place }现在{ $sky }，{ $warm } 度{ $feels ->
    [none] {""}
   *[other] ，体感 { $feels } 度
 }。
weather-day = { $day }{ $sky }，{ $low } 度到 { $high } 度{ $rain_chance ->
    [none] {""}
   *[other] ，降水概率 { $rain_chance }
 }{ $wind ->
    [none] {""}
   *[other] ，风速每小时 { $wind } 公里
 }。
weather-line_now = 现在：{ $sky }，{ $warm } ℃
weather-line = { $day } { $date }：{ $sky }，{ $low } – { $high } ℃{ $rain_chance ->
    [none] {""}
   *[other] ，降水 { $rain_chance }（{ $rain } 毫米）
 }{ $wind ->
    [none] {""}
   *[other] ，风速 每小时 { $wind } 公里
 }
rule-days_ahead = 必须是 1 到 { $most }
rule-place_name = 必须是 1 到 { $most } 个字符的地名
weather-not_configured = 没有配置天气服务。
weather_service-address = 天气服务的地址不是网址，请检查 { $settings }。
weather_service-denied = 天气服务拒绝访问（{ $said }），请检查 { $settings }。
weather_service-fault = 天气服务不可用（{ $said }）。
weather_service-limit = 已达天气服务的调用上限（{ $said }）。
weather_service-nonsense = 天气服务的应答不是文档所述的格式。
weather_service-refused = 天气服务拒绝了查询（{ $said }）。
weather_service-slow = 天气服务在 { $wait } 内没有应答。
weather_service-too_long = 天气服务的应答过长。
weather_service-unreachable = 天气服务无法连接。
