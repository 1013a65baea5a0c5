"""One writer: records into a JSONL file, with a journal beside it that says what is done."""

from pathlib import Path

from herodote.errors import UsageError
from herodote.runners.job import Job, Streaming, Told
from herodote.runners.journal import Journal
from herodote.sifting import Coded, Sieve, Tally


def write(runner: Streaming, job: Job, target: Path, *, resume: bool, told: Told) -> Tally:
    """Write the records of all outcomes to the target, which takes its place only when it is complete.

    Until then they stand in a hidden file beside it, with a journal; interrupted, both stay and can be resumed from.
    Devices and pipes are written to directly.
    """
    if target.exists() and not target.is_file():
        return _write_through(runner, job, target, told)
    with Journal(target, job) as journal:
        journal.begin(resume=resume)
        if journal.complete:
            return journal.finish()
        for outcome in runner.outcomes(job, done=journal.tally.read, sieve=Sieve(copies=journal.copies)):
            journal.keep(outcome)
            told(outcome, journal.tally)
        return journal.finish()


def _write_through(runner: Streaming, job: Job, target: Path, told: Told) -> Tally:
    tally = Tally()
    if target.is_dir():
        raise UsageError(f"{target} is a folder: name a file in it, or choose --runner ray, which writes parts")
    with target.open("w", encoding="utf8") as file:
        for outcome in runner.outcomes(job):
            tally.add(outcome)
            if isinstance(outcome, Coded):
                file.writelines(f"{record}\n" for record in outcome.records)
            told(outcome, tally)
    return tally
