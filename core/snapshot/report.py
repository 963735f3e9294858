"""The snapshot as one page to read, print and forward: no script, nothing loaded from outside."""

import base64
from collections.abc import Iterable, Sequence
from html import escape

from core import pictures
from core.ideas import idea
from core.knobs import Choice, Field, Params, fields
from core.people import PERSONAS
from core.snapshot import tables, text
from core.snapshot.model import Snapshot

STYLE = """
:root { color-scheme: light; --ink: #16202a; --quiet: #5b6672; --line: #dde2e7; --mark: #0072b2 }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem; background: #fff;
  color: var(--ink); font: 15px/1.5 Inter, "Source Sans 3", Arial, Helvetica, sans-serif }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem }
p { margin: .3rem 0; max-width: 46rem } .quiet { color: var(--quiet) }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; font-size: .87rem }
caption { text-align: left; color: var(--quiet); padding: .2rem 0 }
th, td { text-align: left; padding: .32rem .6rem .32rem 0; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word }
th { font-weight: 600 } thead th { color: var(--quiet); border-bottom-color: var(--ink) }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
tr.turned td, tr.turned th { color: var(--mark); font-weight: 600 }
td small { display: block; color: var(--quiet) }
figure { margin: 1rem 0 } img { max-width: 100%; height: auto }
@media (max-width: 40rem) { body { padding: 1rem } .wide { overflow-x: auto } }
@media print {
  @page { size: A4; margin: 16mm }
  body { max-width: none; padding: 0; font-size: 10.5pt }
  h2, h3 { break-after: avoid } figure, tr { break-inside: avoid }
  thead { display: table-header-group } .wide { overflow: visible }
}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html(snapshot: Snapshot) -> str:
    """Return the report as one self-contained HTML page; every text in it is escaped."""
    charts = {name: _picture(spec) for name, spec in snapshot.charts().items()}
    ideas = ", ".join(idea(slug).title for slug in snapshot.scenario.ideas) or "No idea switched on"
    setup = snapshot.scenario.setup
    body = [
        f"<h1>{escape(ideas)}</h1>",
        _paragraph(text.QUESTIONS.get(setup.question, setup.question)),
        _paragraph(
            f"{setup.members:,} members in each arm over {setup.days} days, {setup.engine} engine, "
            f"seed {setup.seed}. Simulated from declared assumptions, not measured on customers."
        ),
        "<h2>What changes</h2>",
        charts.pop("lift"),
        _readout(snapshot, tables.ALL, "All members"),
        "<h2>By persona</h2>",
        *(_readout(snapshot, slug, _persona(slug)) for slug in snapshot.scenario.personas),
        *(["<h2>Day by day</h2>", *charts.values()] if charts else []),
        "<h2>Knobs</h2>",
        _paragraph("Turned away from their default: in colour. Every value has a source."),
        *_knobs(snapshot),
        "<h2>Metrics</h2>",
        _definitions(snapshot),
        "<h2>Where this comes from</h2>",
        _table("", ("What", "Value"), [(escape(a), escape(b)) for a, b in text.made(snapshot)]),
    ]
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Greenlight snapshot {snapshot.id[:12]}</title>",
            f"<style>{STYLE}</style>\n</head>\n<body>\n<main>",
            *body,
            "</main>\n</body>\n</html>\n",
        ]
    )


def _persona(slug: str) -> str:
    return next((persona.title for persona in PERSONAS if persona.slug == slug), slug)


def _paragraph(words: str) -> str:
    return f'<p class="quiet">{escape(words)}</p>'


def _picture(spec: pictures.Spec) -> str:
    data = base64.b64encode(pictures.svg(spec).encode()).decode()
    alt = escape(str(spec["description"]))
    return f'<figure><img alt="{alt}" src="data:image/svg+xml;base64,{data}"></figure>'


def _table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int = 0,
    turned: Sequence[bool] = (),
) -> str:  # fmt: skip
    """Return a table of cells that are HTML already; the last ``numbers`` columns are figures."""
    first = len(heads) - numbers
    kinds = [' class="n"' if at >= first else "" for at in range(len(heads))]
    named = zip(kinds, heads, strict=True)
    head = "".join(f"<th{kind}>{escape(name)}</th>" for kind, name in named)
    lines = []
    for at, row in enumerate(rows):
        cells = "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, row, strict=True))
        mark = ' class="turned"' if at < len(turned) and turned[at] else ""
        lines.append(f"<tr{mark}>{cells}</tr>")
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="wide"><table>{title}<thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _readout(snapshot: Snapshot, persona: str, caption: str) -> str:
    found = text.cells(snapshot)
    rows = []
    for each in snapshot.manifest.metrics:
        row = [f"{escape(each.label)}<small>{escape(each.unit)}</small>"]
        for arm in tables.ARMS:
            estimate, between = text.figure(found.get((each.slug, arm, persona)), arm)
            unit = " pp" if arm == "difference" and each.unit == "%" and estimate else ""
            row.append(f"{escape(estimate)}{unit}<small>{escape(between)}</small>")
        rows.append(row)
    heads = ("Metric", "Control", "Treatment", "Difference", "Lift")
    return _table(caption, heads, rows, numbers=4)


def _knobs(snapshot: Snapshot) -> list[str]:
    scenario = snapshot.scenario
    groups: list[tuple[str, Params, Params | None]] = [
        *((idea(slug).title, lever, None) for slug, lever in scenario.ideas.items()),
        ("Set-up", scenario.setup, None),
        ("How behaviour changes over time", scenario.dynamics, None),
    ]
    usual = {persona.slug: persona.habits for persona in PERSONAS}
    groups += [
        (_persona(slug), found, usual.get(slug)) for slug, found in scenario.personas.items()
    ]
    return [_group(title, params, default) for title, params, default in groups]


def _group(title: str, params: Params, usual: Params | None) -> str:
    rows, turned = [], []
    for field in fields(type(params)):
        value = getattr(params, field.name)
        default = field.default if usual is None else getattr(usual, field.name)
        words = (field.knob.label, field.knob.source, _value(field, default), _value(field, value))
        rows.append([escape(word) for word in words])
        turned.append(value != default)
    heads = ("Knob", "Source", "Default", "Value")
    return f"<h3>{escape(title)}</h3>" + _table("", heads, rows, numbers=2, turned=turned)


def _value(field: Field, value: float | int | str) -> str:
    if isinstance(field.knob, Choice):
        return dict(field.knob.options).get(str(value), str(value))
    return f"{value:,.10g} {field.knob.unit}".strip()


def _definitions(snapshot: Snapshot) -> str:
    rows = [
        [
            escape(each.label),
            escape(each.meaning),
            "up" if each.good == "up" else "down",
            f"{each.margin * 100:g} %" if each.role == "guardrail" else "",
        ]
        for each in snapshot.manifest.metrics
    ]
    return _table("", ("Metric", "Definition", "Good", "Harm tolerated"), rows, numbers=1)
