"""How often what was asked to be remembered is found by a question about it."""
