"""The rules by the names that the tables of times give them."""

from herodote.grounding.times import relative, resolve

RULES: dict[str, resolve.Rule] = {
    "date": resolve.read_date,
    "numeric": resolve.read_numeric,
    "days": resolve.read_days,
    "night": resolve.read_night,
    "weekday": resolve.read_weekday,
    "weekdays": resolve.read_weekdays,
    "weekday_night": resolve.read_weekday_night,
    "weekday_eve": resolve.read_weekday_eve,
    "month": resolve.read_month,
    "months": resolve.read_months,
    "season": resolve.read_season,
    "quarter": resolve.read_quarter,
    "half": resolve.read_half,
    "year": resolve.read_year,
    "years": resolve.read_years,
    "decade": resolve.read_decade,
    "offset": relative.read_offset,
    "tonight": relative.read_tonight,
    "eve_of": relative.read_eve_of,
    "anchored": relative.read_anchored,
    "period": relative.read_period,
    "anchored_period": relative.read_anchored_period,
    "ago": relative.read_ago,
    "shifted": relative.read_shifted,
    "shifted_clause": relative.read_shifted_clause,
    "window": relative.read_window,
    "lately": relative.read_lately,
    "lasting": relative.read_lasting,
    "vague": relative.read_vague,
    "duration": relative.read_duration,
}
"""Keys as in times.toml; a pattern whose rule is not here marks words that are no time."""
