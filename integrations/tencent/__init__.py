"""Tencent Cloud through its own SDK's async clients (CLD-1, CLD-5).

The SDK's retryer and region breaker are never used: the first repeats calls that succeeded, the
second breaks before sending. Temporal and our callers repeat.
"""
