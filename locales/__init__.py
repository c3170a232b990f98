"""All words for people, one folder for each language (README.md has the rules of style)."""
