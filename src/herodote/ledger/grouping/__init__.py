"""Claims that speak of one deed brought together: features, resemblance, and groups kept up to date."""
