"""A stand-in for Prometheus Alertmanager: its list of alerts, and the webhook that tells of them.

Belongs here: version 2 of its API and version 4 of its webhook, for alerts that were put in.
Never here: grouping rules, routes and inhibition, which are ours to prove and not its.
"""
