"""How fast the console is for a large team: pages, first load, first paint, news (CON-1).

A real Temporal server, `zhiban api` in a process of its own, a database with 1,000 people, 10,000
tasks, 5,000 incidents and 100,000 events, and the system's Chromium.

    python -m bench.console [--database sqlite|postgresql] [--rounds N] [--smaller N] [--json]

What is printed:

- each page that has no name in its address, and one of each kind that has: the median and the
  worst time of an answer over loopback, in turn with the smallest page there is (`/health`),
  so that what the machine does meanwhile is seen beside it;
- the bytes that a first visit loads, compressed as they travel;
- the first paint on 1.6 Mbit/s with 150 ms of latency and a processor four times slower;
- the time from one person's note on an incident to its showing on another's page.
"""
