"""The face for the terminal: commands, their words and their exit codes.

Belongs here: reading options, wording and laying out answers.
Never here: a decision, an adapter, the environment. What a command needs beyond the desks is a
method of `House`, which the composition root provides.
"""
