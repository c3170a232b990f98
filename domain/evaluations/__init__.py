"""How well a model chooses our tools: cases, judgements, figures.

Belongs here: what a case says, whether a first step is right, what is counted. Never here: asking a
model, reading files.
"""
