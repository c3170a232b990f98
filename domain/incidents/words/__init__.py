"""What is said of incidents, until it stands in the catalogues."""
