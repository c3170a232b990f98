# Headings of tables at the terminal.
head-incident = incident
head-changes = changes
head-was = was
head-would = would
