"""The face for the terminal: commands, their words and their exit codes.

Belongs here: reading options, wording and laying out answers.
Never here: a decision, an adapter, the environment. What a command needs beyond the services is a
method of `Runtime`, which the composition root provides.
"""
