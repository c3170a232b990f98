# The weather of a place. Codes are those of the WMO (table 4677), as the service lists them.
weather-title = Weather in { $place }
weather-sky = { $code ->
    [0] clear
    [1] mainly clear
    [2] partly cloudy
    [3] overcast
    [45] fog
    [48] rime fog
    [51] light drizzle
    [53] drizzle
    [55] dense drizzle
    [56] freezing drizzle
    [57] dense freezing drizzle
    [61] light rain
    [63] rain
    [65] heavy rain
    [66] freezing rain
    [67] heavy freezing rain
    [71] light snow
    [73] snow
    [75] heavy snow
    [77] snow grains
    [80] light showers
    [81] showers
    [82] violent showers
    [85] light snow showers
    [86] heavy snow showers
    [95] thunderstorms
    [96] thunderstorms with hail
    [99] thunderstorms with heavy hail
   *[other] unknown weather
 }
weather-day_name = { $ahead ->
    [0] Today
    [1] Tomorrow
   *[other] { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
 }
weather-below_zero = minus { $degrees }
weather-now = { $place } now: { $sky }, { $warm } degrees{ $feels ->
    [none] {""}
   *[other] , feels like { $feels }
 }.
weather-day = { $day }: { $sky }, { $low } to { $high } degrees{ $rain_chance ->
    [none] {""}
   *[other] , { $rain_chance } chance of rain or snow
 }{ $wind ->
    [none] {""}
   *[other] , wind up to { $wind } kilometres an hour
 }.
weather-line_now = Now: { $sky }, { $warm } °C
weather-line = { $day } { $date }: { $sky }, { $low } – { $high } °C{ $rain_chance ->
    [none] {""}
   *[other] , rain { $rain_chance } ({ $rain } mm)
 }{ $wind ->
    [none] {""}
   *[other] , wind { $wind } km/h
 }
rule-days_ahead = must be 1 to { $most }
rule-place_name = must be a name of 1 to { $most } characters
weather-not_configured = No weather service is configured.
weather_service-address = The address of the weather service is not a web address; check { $settings }.
weather_service-denied = The weather service refused our access ({ $said }); check { $settings }.
weather_service-fault = The weather service is not available ({ $said }).
weather_service-limit = The limit of the weather service is reached ({ $said }).
weather_service-nonsense = The answer of the weather service was not in the documented form.
weather_service-refused = The weather service refused the question ({ $said }).
weather_service-slow = The weather service did not answer within { $wait }.
weather_service-too_long = The answer of the weather service is far too long.
weather_service-unreachable = The weather service could not be reached.
