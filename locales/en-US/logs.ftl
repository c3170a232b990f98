# Searching logs.
logs-most_bars = must give at most { $most } bars over the period
logs-query_too_long = The query has more than { $most } bytes; make it shorter.
