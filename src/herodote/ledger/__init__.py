"""The ledger: claims kept for good, and the happenings, disputes and treaties that they amount to."""
