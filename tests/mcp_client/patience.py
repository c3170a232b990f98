"""How long tests wait: a busy machine takes its time, and no test is to tell how busy it is."""

SOON = 25.0
"""Seconds within which comes what comes at once; only a test that fails waits so long."""

LATE = 1.5
"""Seconds that a call gets whose answer never comes: to arrive it needs a hundredth of them.

Only that call gets so few: what has to succeed has all the time there is.
"""

LATE_OPENING = 3.0
"""Seconds for an opening that meets silence, half of them for the probe. The next one, which has to
succeed, gets no more: a connection has one limit for all of its openings.
"""
