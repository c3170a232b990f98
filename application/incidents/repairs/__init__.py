"""The only place that repairs clusters: guarded, recorded, done once."""
