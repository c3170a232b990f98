"""The weather of Open-Meteo, or of any server with its addresses and shapes (SCH-3).

Belongs here: that wire format. Never here: how weather is told.
"""
