"""Errors of Hérodote; each message names what is wrong and the remedy."""


class HerodoteError(Exception):
    """Base of all errors this package raises on purpose."""


class UsageError(HerodoteError):
    """A call or a command that cannot be carried out as given (exit code 2)."""


class NotThereError(UsageError):
    """Something is asked for by a key or an id that the ledger does not have."""


class RefusedError(HerodoteError):
    """A document that cannot be coded; ``reason`` is short and stable, the message names the remedy."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class LanguageError(RefusedError):
    """A document in a ``language`` that no tables exist for: where many are read, it is skipped, not refused."""

    def __init__(self, language: str, message: str) -> None:
        super().__init__("language", message)
        self.language = language


class WorkerError(HerodoteError):
    """A process that codes has died; the message names the document it was at and what to do."""


class WeightsError(HerodoteError):
    """The reader's weights are missing or do not fit this version."""
