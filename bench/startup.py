"""Seconds from the command to its first event, and to --help; a bare Python start beside them in the same run.

.venv/bin/python bench/startup.py [--rounds 5]
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEXT = (
    "Paris a condamné mercredi les frappes russes sur Odessa, qui ont fait trois morts selon les autorités locales. "
    "Moscou a démenti avoir visé le port, et accuse Kiev d’avoir tiré des drones sur la Crimée dans la nuit. Les deux "
    "pays devaient pourtant reprendre les pourparlers jeudi à Istanbul, avec la médiation de la Turquie.\n"
)


def seconds(command: list[str], first_line: bool) -> float:
    """Wall time until the command ends, or until it has printed its first line."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        done = time.perf_counter()
        process.stdout.read()
    if first_line and not line:
        raise RuntimeError(f"{' '.join(command)} printed no event")
    return done - begun if first_line else time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    program = [sys.executable, "-m", "herodote"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.txt"
        report.write_text(TEXT, encoding="utf8")
        commands = {
            "python -c pass": ([sys.executable, "-c", "pass"], False),
            "herodote --help": ([*program, "--help"], False),
            "herodote --version": ([*program, "--version"], False),
            "herodote code, first event": ([*program, "code", str(report), "--published", "2024-11-06"], True),
        }
        for name, (command, first_line) in commands.items():
            times = [seconds(command, first_line) for _ in range(options.rounds)]
            print(f"{name:28s} median {statistics.median(times):.2f} s  (best {min(times):.2f})")


if __name__ == "__main__":
    main()
