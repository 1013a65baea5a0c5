"""Groups of claims out of pairs that fit: the same whatever the order in which the claims came."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from herodote.ledger.grouping.features import Features
from herodote.ledger.grouping.resemblance import TOGETHER, fit, resemblance

Near = Callable[[Features], Iterable[Features]]


def reached(seeds: Iterable[Features], near: Near) -> Iterator[list[Features]]:
    """The sets of claims that chains of fitting pairs lead to from the seeds."""
    seen: set[int] = set()
    for seed in seeds:
        if seed.claim in seen:
            continue
        seen.add(seed.claim)
        component, edge = [], [seed]
        while edge:
            one = edge.pop()
            component.append(one)
            for other in near(one):
                if other.claim not in seen and fit(one, other) >= TOGETHER:
                    seen.add(other.claim)
                    edge.append(other)
        yield component


def clusters(component: Sequence[Features]) -> list[list[Features]]:
    """Average linkage inside a set of claims: two groups join while their claims fit on the average.

    A chain from one deed to another by way of a report that fits both is cut where it is weakest. The result
    depends on the claims alone: they are taken in the order of their reports.
    """
    members = sorted(component, key=lambda f: f.order)
    if len(members) < 3:
        return [members] if members else []
    sums = _scores(members)
    sizes = np.ones(len(members))
    alive = list(range(len(members)))
    groups = {at: [one] for at, one in enumerate(members)}
    while len(alive) > 1:
        part = np.ix_(alive, alive)
        average = sums[part] / np.outer(sizes[alive], sizes[alive])
        np.fill_diagonal(average, -np.inf)
        best = int(np.argmax(np.round(average, 9)))
        row, column = divmod(best, len(alive))
        if average[row, column] < TOGETHER:
            break
        keep, gone = sorted((alive[row], alive[column]))
        sums[keep] += sums[gone]
        sums[:, keep] += sums[:, gone]
        sizes[keep] += sizes[gone]
        groups[keep] += groups.pop(gone)
        alive.remove(gone)
    return [sorted(group, key=lambda f: f.order) for group in groups.values()]


def _scores(members: Sequence[Features]) -> npt.NDArray[np.float64]:
    out = np.zeros((len(members), len(members)))
    for at, one in enumerate(members):
        for other in range(at):
            out[at, other] = out[other, at] = resemblance(one, members[other])
    return out
