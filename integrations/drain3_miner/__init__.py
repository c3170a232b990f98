"""Finding templates with Drain3, one configuration for every log.

Belongs here: what turns a line into the words Drain3 sees, and what is made of its clusters.
Never here: a rule for one system's logs, I/O, randomness.
"""
