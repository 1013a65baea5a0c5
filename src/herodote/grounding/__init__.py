"""Stage three: spans found by the reader become codes, dates, coordinates, numbers and instruments."""
