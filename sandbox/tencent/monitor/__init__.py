"""The monitoring service: series, what metrics there are, alarm history and policies.

What belongs here: what can be asked of `monitor` 2018-07-24 about data that was loaded, or that a
gauge shows by itself; no rule is evaluated.
"""
