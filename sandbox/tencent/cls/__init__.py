"""The log service: topics, lines, CQL, SQL, alarms.

What belongs here: what can be asked of logs and alarms through `cls` 2020-10-16. Parsing and
matching know nothing of HTTP; handlers translate between them and the wire.
"""
