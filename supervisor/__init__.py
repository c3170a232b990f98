"""Runs everything on one machine (`zhiban up`): starts, watches, restarts and stops processes.

In here belongs what is about processes, ports, files of the data folder and telling a person how
far things are; what the processes do belongs to the layers below.
"""
