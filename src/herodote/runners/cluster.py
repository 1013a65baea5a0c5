"""Documents over a Ray cluster, or over this machine as one: parts of Parquet in a folder, resumed by the part.

First every file is read into slices of documents, side by side. Then the driver goes through their marks in the order
of the input and decides what is a copy, as one process would. Then every slice is coded by an actor that keeps the
reader loaded. Texts never pass through the driver.
"""

import json
import logging
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from herodote.errors import HerodoteError, UsageError, WorkerError
from herodote.grounding.dictionaries import VARIABLE
from herodote.reading import Item, files, gather_file, is_url
from herodote.records import Refusal
from herodote.runners.job import Job, Make, Told, coded
from herodote.runners.parts import Folder, slice_name, write_json, write_part, write_slice
from herodote.runners.processes import one_thread
from herodote.runners.trail import Trail
from herodote.sifting import Coded, Examined, Sieve, Skipped, Tally
from herodote.sifting.outcomes import Failed

#: Documents a slice: some minutes of one core, which is what an interruption costs each.
SLICE = 1000


class Cluster:
    """Runs a job on the cluster that RAY_ADDRESS names, or on one of this machine's cores."""

    def __init__(self, workers: int | None = None, make: Make = one_thread, slice_size: int = SLICE) -> None:
        """``workers``: actors at most, all cores of the cluster by default. ``make`` makes the coder of each."""
        self._workers, self._make, self._slice = workers, make, slice_size

    def run(self, job: Job, target: Path, *, resume: bool = False, told: Told = lambda outcome, tally: None) -> Tally:
        """See Runner: a folder of Parquet parts, made if it is not there, that all machines of the cluster see."""
        unseen = [one for one in job.inputs if one == "-" or is_url(one)]
        if unseen:
            raise UsageError(f"a cluster reads files that all its machines see, not {unseen[0]}: save it first")
        folder, ray = Folder(target.resolve()), _ray()
        _begin(folder, job, self._slice, resume)
        found = list(files(job.inputs))
        with _cluster(ray, self._workers) as workers:
            unread = [n for n in range(len(found)) if not folder.count_path(n).exists()]
            rows = [{"file": n, "path": str(found[n][0]), "own": found[n][1]} for n in unread]
            for _ in _spread(rows, _Read, (folder, job, self._slice), workers):
                pass
            return self._code(folder, job, len(found), workers, told)

    def _code(self, folder: Folder, job: Job, count: int, workers: int, told: Told) -> Tally:
        """Find the copies, have the rest coded, and write the end."""
        tally, refused, rows = Tally(), [], []
        names = [name for file in range(count) for name in folder.slices(file)]
        sieve = Sieve()
        for name in names:
            kept = []
            for number, one in enumerate(sieve(folder.examined(name, whole=False))):
                if isinstance(one, Examined):
                    kept.append(number)
                    continue
                tally.add(one)
                refused += [one] if isinstance(one, Refusal) else []
                told(one, tally)
            if not folder.part_path(name).exists():
                write_json(folder.kept_path(name), kept)
                rows.append({"name": name})
        waiting = {row["name"] for row in rows}
        for name in (
            *(n for n in names if n not in waiting),
            *_spread(rows, _Code, (folder, job, self._make), workers),
        ):
            refused += _count(folder, name, tally, told)
        lines = "".join(f"{one.model_dump_json()}\n" for one in refused)
        (folder.path / "refused.jsonl").write_text(lines, encoding="utf8")
        write_json(folder.path / "summary.json", tally.as_dict())
        return tally


class _Read:
    """Reads a file into slices."""

    def __init__(self, folder: Folder, job: Job, size: int) -> None:
        self._folder, self._job, self._size = folder, job, size

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        file, number = int(row["file"]), 0
        trail = Trail(self._folder.trail_path(f"{file:05}"))
        examined = self._examined(gather_file(Path(row["path"]), row["own"]), trail)
        while some := list(islice(examined, self._size)):
            write_slice(self._folder.slice_path(slice_name(file, number)), some)
            number += 1
        write_json(self._folder.count_path(file), {"path": row["path"], "slices": number})
        trail.end()
        return {"name": row["path"]}

    def _examined(self, items: Iterator[Item], trail: Trail) -> Iterator[Examined | Skipped | Refusal]:
        examiner = self._job.examiner
        return (trail.at(item.id) or examiner(item) for item in items)


class _Code:
    """Codes a slice into a part; the reader is loaded once an actor."""

    def __init__(self, folder: Folder, job: Job, make: Make) -> None:
        self._folder, self._job = folder, job
        self._coder = make()

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        name = row["name"]
        trail = Trail(self._folder.trail_path(name))
        kept = set(json.loads(self._folder.kept_path(name).read_text()))
        whole = enumerate(self._folder.examined(name, whole=True))
        done = [self._coded(one, trail) for n, one in whole if n in kept and isinstance(one, Examined)]
        write_part(self._folder.part_path(name), done)
        trail.end()
        return {"name": name}

    def _coded(self, one: Examined, trail: Trail) -> Coded | Failed:
        fatal = trail.at(one.document.id)
        return Failed(fatal, one.marks) if fatal else coded(self._coder, one, self._job.min_confidence)


def _begin(folder: Folder, job: Job, size: int, resume: bool) -> None:
    """Make the folder, or see that what is in it is the same job's."""
    plan, path = {"job": job.fingerprint(), "slice": size}, folder.path / "plan.json"
    try:
        for name in ("documents", "events"):
            (folder.path / name).mkdir(parents=True, exist_ok=resume)
    except FileExistsError:
        message = "is a file" if folder.path.is_file() else "holds an earlier run: give --resume to go on with it"
        raise UsageError(f"{folder.path} {message}; or name a new folder") from None
    folder.tidy()
    if not path.exists():
        write_json(path, plan)
    elif json.loads(path.read_text()) != plan:
        raise UsageError(
            f"the run in {folder.path} had other input or other options, or another version was at work: "
            "give the same, or name a new folder"
        )


def _count(folder: Folder, name: str, tally: Tally, told: Told) -> list[Refusal]:
    """Add a part's numbers; the refusals of its coding."""
    numbers = folder.outcome(name)
    tally += Tally(coded=numbers["coded"], events=numbers["events"])
    refused = [Refusal.model_validate(one) for one in numbers["refused"]]
    for one in refused:
        tally.add(one)
        told(one, tally)
    told(None, tally)
    return refused


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        return import_module("ray")
    except ModuleNotFoundError:
        raise UsageError("the runner 'ray' needs Ray: pip install 'herodote[ray]'") from None


def _reach(address: str | None) -> None:
    """OSError if nobody listens there: Ray would try for many minutes."""
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host, int(port)), 5).close()


def _environment() -> dict[str, dict[str, str]]:
    """What workers must know that were not started from here: added actors, and other weights than the package's."""
    told = {name: os.environ[name] for name in (VARIABLE, "HERODOTE_WEIGHTS") if os.environ.get(name)}
    return {"env_vars": told} if told else {}


@contextmanager
def _cluster(ray: Any, workers: int | None) -> Iterator[int]:
    """A connection to the cluster, and how many actors it can have; one that was begun here ends here."""
    begun, address = not ray.is_initialized(), os.environ.get("RAY_ADDRESS")
    if begun:
        own = {} if address else {"address": "local", "num_cpus": workers, "include_dashboard": False}
        try:
            _reach(address)
            ray.init(log_to_driver=False, logging_level=logging.ERROR, runtime_env=_environment(), **own)
        except (OSError, RuntimeError, ValueError) as error:
            raise UsageError(
                f"no cluster answers at {address or 'this machine'} ({str(error).splitlines()[0][:200]}): see that "
                "'ray status' works there, or unset RAY_ADDRESS to use this machine alone"
            ) from None
    try:
        yield workers or int(ray.cluster_resources().get("CPU", 1))
    finally:
        if begun:
            ray.shutdown()


def _spread(rows: list[dict[str, Any]], work: type, given: tuple[Any, ...], workers: int) -> Iterator[str]:
    """The names of rows of work as actors finish them."""
    if not rows:
        return
    import ray.data
    from ray.data import ActorPoolStrategy, DataContext
    from ray.exceptions import RayError

    context = DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    dataset = ray.data.from_items(rows, override_num_blocks=len(rows)).map(
        work, fn_constructor_args=given, num_cpus=1,
        compute=ActorPoolStrategy(min_size=1, max_size=min(workers, len(rows))),
    )  # fmt: skip
    try:
        yield from _names(dataset.iter_rows())
    except RayError as error:
        cause = error.__cause__ or error
        if isinstance(cause, HerodoteError):
            raise cause from None
        raise WorkerError(
            f"the cluster gave up ({type(cause).__name__}: {str(cause).splitlines()[0][:200]}): parts that are written "
            "stand; see that machines and memory are there, then give --resume"
        ) from None


def _names(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    return (str(row["name"]) for row in rows)
