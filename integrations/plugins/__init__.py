"""Plugins through `mcp_client`: who may be connected to, and what its words mean in ours (MCC-1).

Belongs here: turning people's plugins into configurations, and faults, states and tools of the
client into those of the application. Never here: keeping plugins, or deciding whose they are.
"""
