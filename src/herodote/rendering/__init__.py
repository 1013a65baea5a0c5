"""What the commands show on a terminal: articles with their events marked, and the answers of a ledger."""
