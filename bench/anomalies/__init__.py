"""The anomaly rule held against marked series.

Belongs here: reading marked series, the benchmark's score, the table.
Never here: the rule itself.
"""
