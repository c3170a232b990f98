"""The bus of discussions, over HTTP."""
