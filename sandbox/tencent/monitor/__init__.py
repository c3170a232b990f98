"""The monitoring service: series, what metrics there are, alarm history and policies.

What belongs here: what can be asked of `monitor` 2018-07-24 about data that was loaded; nothing is
measured and no rule is evaluated.
"""
