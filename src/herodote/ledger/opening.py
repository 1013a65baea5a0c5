"""A ledger that is open: the object that questions are asked of."""

from types import TracebackType

from sqlalchemy import Engine

from herodote.ledger.engine import connect


class Ledger:
    """A ledger; use it in a ``with`` statement, or close it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def close(self) -> None:
        """Give the database back."""
        self.engine.dispose()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_ledger(address: str, *, create: bool = False, read_only: bool = False) -> Ledger:
    """The ledger at a path, ``sqlite:///PATH`` or ``postgresql://…``; LedgerError if there is none.

    With ``create``, a ledger that is not there is made; with ``read_only`` the database refuses every change.
    """
    return Ledger(connect(str(address), create=create, read_only=read_only))
