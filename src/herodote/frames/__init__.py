"""Reading: from a text to frames, the spans and probabilities of the events it reports."""
