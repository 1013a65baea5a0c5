"""What a server is told when it starts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How a ledger is served.

    ``ledger`` is an address as ``open_ledger`` takes it. ``token`` opens review, coding and ingest over the network;
    None shuts them. With ``no_text`` the texts of articles are shown to holders of the token only (licences).
    Sizes are in bytes, times in seconds, rates in requests a minute and client.
    """

    ledger: str
    token: str | None = None
    no_text: bool = False
    largest_body: int = 2_000_000
    longest_coding: float = 20.0
    reads_a_minute: int = 600
    codings_a_minute: int = 20
