"""Any server that speaks OpenAI's chat completions, as a judge of changes (WEB-4).

Belongs here: that wire format and its dialects. Never here: the question, the budget, or what is
done when there is no answer.
"""
