"""The console: pages for people, drawn here, with the rights, words and services of every face."""
