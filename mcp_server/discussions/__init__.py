"""The bus of discussions, as agents see it."""
