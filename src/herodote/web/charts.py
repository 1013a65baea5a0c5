"""Charts drawn here as SVG, so that they stand without JavaScript and in print; colours come from the style sheet."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import numpy as np
from markupsafe import Markup

Row = Mapping[str, Any]

#: The quad classes of PLOVER as columns of ``views.weeks``, and the classes of the style sheet.
_QUADS = (
    ("cooperation_words", "q1"), ("cooperation_deeds", "q2"), ("conflict_words", "q3"), ("conflict_deeds", "q4"),
)  # fmt: skip


def _svg(width: float, height: float, label: str, *inside: Markup, kind: str = "") -> Markup:
    role = "group" if kind in ("network", "world") else "img"  # those hold links
    opened = Markup('<svg class="chart {}" viewBox="0 0 {} {}" role="{}" aria-label="{}">')
    return opened.format(kind, _n(width), _n(height), role, label) + Markup("").join(inside) + Markup("</svg>")


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _rect(x: float, y: float, width: float, height: float, kind: str, title: str) -> Markup:
    made = Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"><title>{}</title></rect>')
    return made.format(_n(x), _n(y), _n(width), _n(max(height, 0.5)), kind, title)


def _text(x: float, y: float, words: str, kind: str = "label", anchor: str = "middle") -> Markup:
    return Markup('<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>').format(_n(x), _n(y), kind, anchor, words)


def _line(x: float, y: float, to_x: float, to_y: float, kind: str) -> Markup:
    made = Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>')
    return made.format(_n(x), _n(y), _n(to_x), _n(to_y), kind)


def weeks(rows: Sequence[Row], label: str) -> Markup:
    """Happenings a week, stacked by quad class."""
    width, height, foot = 640.0, 150.0, 18.0
    most = max((sum(row[name] for name, _ in _QUADS) for row in rows), default=0) or 1
    step = width / max(len(rows), 1)
    drawn: list[Markup] = []
    for at, row in enumerate(rows):
        y = height - foot
        for name, kind in _QUADS:
            tall = row[name] / most * (height - foot - 12)
            if row[name]:
                y -= tall
                said = f"{row['week']}: {row[name]}"
                drawn.append(_rect(at * step + 1, y, step - 2, tall, kind, said))
        if at % max(1, len(rows) // 6) == 0:
            drawn.append(_text(at * step + 1, height - 4, _short(row["week"]), anchor="start"))
    drawn.append(_line(0, height - foot, width, height - foot, "axis"))
    drawn.append(_text(width, 10, str(most), anchor="end"))
    return _svg(width, height, label, *drawn, kind="weeks")


def _short(day: Date) -> str:
    return f"{day:%d.%m.%y}"


def scores(rows: Sequence[Row], first: str, label: str) -> Markup:
    """Weekly scores of a pair: what ``first`` does as the broad bars, what is done to it as the narrow ones."""
    width, height, foot = 640.0, 220.0, 18.0
    days = sorted({row["week"] for row in rows})
    if not days:
        return Markup("")
    span = max((days[-1] - days[0]).days // 7, 1) + 1
    top = max((row["cooperation"] for row in rows), default=0) or 1
    low = max((-row["conflict"] for row in rows), default=0) or 1
    scale = (height - foot - 10) / (top + low)
    zero, step = 5 + top * scale, width / span
    drawn = [_line(0, zero, width, zero, "axis")]
    for row in rows:
        mine = row["actor"] == first
        wide = max(step * (0.5 if mine else 0.3), 1.5)
        x = (row["week"] - days[0]).days // 7 * step + step * (0.1 if mine else 0.6)
        said = f"{row['week']} {row['actor']} → {row['recipient']}: "
        side = "" if mine else " other"
        if row["cooperation"]:
            tall = row["cooperation"] * scale
            drawn.append(_rect(x, zero - tall, wide, tall, f"q2{side}", f"{said}+{row['cooperation']:.1f}"))
        if row["conflict"]:
            drawn.append(_rect(x, zero, wide, -row["conflict"] * scale, f"q4{side}", f"{said}{row['conflict']:.1f}"))
    drawn += [
        _text(2, height - 3, _short(days[0]), anchor="start"),
        _text(width - 2, height - 3, _short(days[-1]), anchor="end"),
    ]
    return _svg(width, height, label, *drawn, kind="scores")


def spread(figure: Row, label: str) -> Markup:
    """One figure's range: a dot for each voice that gives it, at its value."""
    given = sorted(figure["given"], key=lambda g: g.get("low", 0))
    low, high = float(figure["low"]), float(figure["high"])
    width, height = 420.0, 34.0
    room = (high - low) or 1.0
    drawn = [_line(10, 14, width - 10, 14, "axis")]
    for one in given:
        value = float(one.get("low", low))
        x = 10 + (value - low) / room * (width - 20) if high > low else width / 2
        dot = Markup('<circle cx="{}" cy="14" r="6" class="dot"><title>{}</title></circle>')
        drawn.append(dot.format(_n(x), f"{one['voice']}: {one['says']}"))
    drawn.append(_text(10, 31, f"{low:,.0f}", anchor="start"))
    if high > low:
        drawn.append(_text(width - 10, 31, f"{high:,.0f}", anchor="end"))
    return _svg(width, height, label, *drawn, kind="spread")


def network(ties: Sequence[Row], label: str) -> Markup:
    """Actors and what is between them: nearer the more there is; a line is green for cooperation, red for conflict."""
    width, height = 760.0, 560.0
    places = layout(ties)
    at = {code: (40 + x * (width - 80), 30 + y * (height - 60)) for code, (x, y) in places.items()}
    most = max((tie["happenings"] for tie in ties), default=1)
    drawn: list[Markup] = []
    for tie in sorted(ties, key=lambda t: t["happenings"]):
        (x, y), (u, v) = at[tie["actor"]], at[tie["recipient"]]
        kind = "good" if tie["cooperation"] + tie["conflict"] > 0 else "bad"
        bend = 12 if tie["actor"] < tie["recipient"] else -12
        length = math.hypot(u - x, v - y) or 1
        middle = (x + u) / 2 - (v - y) / length * bend, (y + v) / 2 + (u - x) / length * bend
        path = Markup('<path d="M{} {}Q{} {} {} {}" class="tie {}" stroke-width="{}"><title>{}</title></path>')
        sums = f"{tie['cooperation']:+.0f}, {tie['conflict']:+.0f}"
        said = f"{tie['actor']} → {tie['recipient']}: {tie['happenings']} ({sums})"
        thick = 0.8 + 5 * math.sqrt(tie["happenings"] / most)
        drawn.append(path.format(_n(x), _n(y), _n(middle[0]), _n(middle[1]), _n(u), _n(v), kind, _n(thick), said))
    weight: dict[str, int] = {}
    for tie in ties:
        for code in (tie["actor"], tie["recipient"]):
            weight[code] = weight.get(code, 0) + tie["happenings"]
    heaviest = max(weight.values(), default=1)
    for code, (x, y) in sorted(at.items()):
        radius = 9 + 13 * math.sqrt(weight[code] / heaviest)
        node = Markup(
            '<a href="/actor/{0}"><circle cx="{1}" cy="{2}" r="{3}" class="node"><title>{0}: {4}</title></circle>'
        )
        drawn.append(
            node.format(code, _n(x), _n(y), _n(radius), weight[code]) + _text(x, y + 4, code, "code") + Markup("</a>")
        )
    return _svg(width, height, label, *drawn, kind="network")


def layout(ties: Iterable[Row], rounds: int = 150) -> dict[str, tuple[float, float]]:
    """Places of the actors in the unit square by springs (Fruchterman and Reingold), the same every time."""
    ties = list(ties)
    codes = sorted({code for tie in ties for code in (tie["actor"], tie["recipient"])})
    if not codes:
        return {}
    index = {code: at for at, code in enumerate(codes)}
    angle = np.arange(len(codes)) * 2 * np.pi / len(codes)
    place = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    pull = np.zeros((len(codes), len(codes)))
    for tie in ties:
        pull[index[tie["actor"]], index[tie["recipient"]]] += math.log1p(tie["happenings"])
    pull = pull + pull.T
    ideal = 2.2 / math.sqrt(len(codes))
    for step in range(rounds):
        gap = place[:, None] - place[None]
        far = np.linalg.norm(gap, axis=2) + 1e-6
        push = ideal**2 / far**2
        draw = np.minimum(pull, 6) / 6 * far / ideal
        move = (gap * (push - draw)[..., None]).sum(axis=1) - 0.05 * place
        size = np.linalg.norm(move, axis=1, keepdims=True) + 1e-9
        place = place + move / size * np.minimum(size, 0.1 * (1 - step / rounds))
    low, high = place.min(axis=0), place.max(axis=0)
    unit = (place - low) / np.where(high > low, high - low, 1)
    return {code: (float(unit[at, 0]), float(unit[at, 1])) for code, at in index.items()}


#: The map's width and height; a degree is a fortieth of its height less the polar regions.
_MAP = (760.0, 380.0)


def _at(lon: float, lat: float) -> tuple[float, float]:
    return (lon + 180) / 360 * _MAP[0], (84 - lat) / 144 * _MAP[1]


def world(places: Sequence[Row], label: str) -> Markup:
    """The world with a mark at every place, larger the more it is reported, red where most of it is conflict."""
    most = max((p["claims"] for p in places), default=1)
    drawn = [Markup('<path d="{}" class="land"/>').format(_land())]
    for place in sorted(places, key=lambda p: -p["claims"]):
        if place["lat"] is None or place["lon"] is None:
            continue
        x, y = _at(place["lon"], place["lat"])
        kind = "q4" if place["conflict"] * 2 > place["claims"] else "q2"
        mark = Markup(
            '<a href="/place/{}"><circle cx="{}" cy="{}" r="{}" class="mark {}"><title>{}</title></circle></a>'
        )
        said = f"{place['place']}, {place['country'] or '–'}: {place['claims']}"
        radius = 2.5 + 9 * math.sqrt(place["claims"] / most)
        drawn.append(mark.format(quote(str(place["place"]), safe=""), _n(x), _n(y), _n(radius), kind, said))
    return _svg(*_MAP, label, *drawn, kind="world")


@cache
def _land() -> str:
    """The land of Natural Earth (public domain) as the data of one SVG path."""
    data = json.loads((files("herodote.web") / "static" / "topojson" / "world_110m.json").read_text("utf8"))
    scale, shift = data["transform"]["scale"], data["transform"]["translate"]
    arcs = []
    for arc in data["arcs"]:
        points, x, y = [], 0, 0
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(_at(x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)
    rings = [ring for shape in data["objects"]["land"]["geometries"] for ring in _rings(shape)]
    return "".join(_ring(ring, arcs) for ring in rings)


def _rings(shape: Mapping[str, Any]) -> Iterable[list[int]]:
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return (ring for polygon in polygons for ring in polygon)


def _ring(ring: Sequence[int], arcs: Sequence[Sequence[tuple[float, float]]]) -> str:
    points: list[tuple[float, float]] = []
    for number in ring:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += part[1:] if points else part
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + "Z"
