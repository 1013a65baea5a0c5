"""The ledger as a site: pages with their JSON and CSV twins, and an API. What it asks, ``herodote.views`` answers."""
