# Searching logs.
logs-most_bars = must give at most { $most } bars over the period
logs-query_too_long = The query has more than { $most } bytes; make it shorter.
logs-line_id = must be the id of a line that a search gave
