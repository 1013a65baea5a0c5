"""Opening a ledger: its address, its database, and the migrations that bring it up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from herodote.errors import UsageError

#: Tells a ledger's writers on PostgreSQL from other users of advisory locks ("Hero").
LOCK = 0x4865726F


class LedgerError(UsageError):
    """A ledger that cannot be opened or is of another version; the message names the remedy."""


def connect(address: str, *, create: bool = False, read_only: bool = False) -> Engine:
    """The database of a ledger, its tables up to date.

    ``address`` is a path, ``sqlite:///PATH`` or ``postgresql://…``. With ``create`` an SQLite file that is not
    there is made, and missing tables are; without it LedgerError says so. With ``read_only`` the database itself
    refuses every change.
    """
    url = _url(address)
    if url.get_backend_name() == "sqlite" and not create and not Path(url.database or "").exists():
        raise LedgerError(f"there is no ledger at {url.database}: make one with 'herodote ingest INPUT --ledger …'")
    engine = _engine(url, read_only)
    try:
        _migrate(engine, create)
    except DBAPIError as error:
        engine.dispose()
        cause = str(error.orig).strip().splitlines()[0]
        raise LedgerError(
            f"the ledger {url.render_as_string()} cannot be opened ({cause}): check the address"
        ) from None
    return engine


def _url(address: str) -> URL:
    try:
        url = make_url(address) if "://" in address else URL.create("sqlite", database=address)
    except ArgumentError:
        raise LedgerError(f"{address!r} is no ledger's address: give a file or postgresql://…") from None
    backend = url.get_backend_name()
    if backend == "sqlite":
        return url.set(drivername="sqlite+pysqlite")
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise LedgerError(f"{backend} ledgers are not kept: use SQLite (a file) or postgresql://…")


def _engine(url: URL, read_only: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        if read_only:
            url = url.update_query_dict({"options": "-c default_transaction_read_only=on"}, append=True)
        try:
            return create_engine(url, json_serializer=as_json, json_deserializer=from_json, pool_pre_ping=True)
        except ModuleNotFoundError:
            raise LedgerError("PostgreSQL needs psycopg: pip install 'herodote[postgresql]'") from None
    engine = create_engine(url, json_serializer=as_json, json_deserializer=from_json, connect_args={"timeout": 60})
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    if read_only:
        event.listen(engine, "connect", _refuse_changes)
    return engine


def _refuse_changes(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only=ON")


def _pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin says, not where sqlite3 guesses
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "wal_autocheckpoint=16384",
        "cache_size=-65536",
        "mmap_size=1073741824",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer that begins by reading must not find later that somebody else has written: it takes its turn at once.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it or nothing. Writers take turns, on both databases.

    What two would add at once may be the same document, and touches the same happenings.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        yield connection


def as_json(value: object) -> str:
    """JSON for the database; what is JSON already passes as it is."""
    return value if isinstance(value, str) else to_json(value).decode()


def _migrate(engine: Engine, create: bool) -> None:
    with engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version")
        at = connection.scalar(text("SELECT version_num FROM alembic_version")) if known else None
    if at == HEAD:
        return
    if at is None and not create:
        raise LedgerError(f"{engine.url.render_as_string()} holds no ledger: make one with 'herodote ingest INPUT …'")
    with writing(engine) as connection:
        _upgrade(connection)


#: The newest migration.
HEAD = "0001"


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    with as_file(files("herodote.ledger") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise LedgerError(f"the ledger is of a newer version ({error}): pip install --upgrade herodote") from None
