"""The commands, by what they work on: reports, a ledger that is kept, and questions asked of it."""
