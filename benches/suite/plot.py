"""Bars as SVG, readable in dark and light."""

from math import ceil, floor, log10
from xml.sax.saxutils import escape

from programs import BUILD, ROOT

STYLE = """text{fill:#24292f;font:12px sans-serif}.axis{stroke:#8c959f}.grid{stroke:#d0d7de}.range{stroke:#24292f}
.pinned{fill:#0969da}.free{fill:#bf8700}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.axis{stroke:#6e7681}.grid{stroke:#30363d}.range{stroke:#e6edf3}
.pinned{fill:#4493f8}.free{fill:#d29922}}"""
LEFT, WIDTH, BAR, GAP = 210, 480, 12, 10


def bars(title, rows, logarithmic=False):
    """Rows are (label, [(series, median, least, most)])."""
    values = [value for _, series in rows for one in series for value in one[1:]]
    if logarithmic:
        low, high = floor(log10(min(values))), ceil(log10(max(values)))
        ticks = [10**power for power in range(low, high + 1)]

        def place(value):
            return LEFT + WIDTH * (log10(value) - low) / (high - low)
    else:
        step = 10 ** floor(log10(max(values)))
        step = step if max(values) / step >= 4 else step / 2 if max(values) / step >= 2 else step / 4
        ticks = [step * count for count in range(ceil(max(values) / step) + 1)]

        def place(value):
            return LEFT + WIDTH * value / ticks[-1]

    top = 50
    height = top + sum(len(series) * BAR + GAP for _, series in rows) + 30
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" role="img">', f"<style>{STYLE}</style>"]
    out.append(f'<text x="{LEFT}" y="16">{escape(title)}</text>')
    kinds = list(dict.fromkeys(one[0] for _, series in rows for one in series))
    for index, kind in enumerate(kinds if len(kinds) > 1 else []):
        x = LEFT + 90 * index
        out.append(f'<rect class="{kind}" x="{x}" y="26" width="10" height="10"/><text x="{x + 15}" y="36">{kind}</text>')
    for tick in ticks:
        x = place(tick)
        out.append(f'<line class="grid" x1="{x:.1f}" y1="{top - 6}" x2="{x:.1f}" y2="{height - 26}"/>')
        out.append(f'<text x="{x:.1f}" y="{height - 10}" text-anchor="middle">{tick:,g}</text>')
    y = top
    for label, series in rows:
        middle = y + len(series) * BAR / 2 + 4
        out.append(f'<text x="{LEFT - 8}" y="{middle:.1f}" text-anchor="end">{escape(label)}</text>')
        for kind, median, least, most in series:
            begin, end = place(ticks[0]), place(median)
            out.append(f'<rect class="{kind}" x="{begin:.1f}" y="{y}" width="{end - begin:.1f}" height="{BAR - 2}"/>')
            line = f'x1="{place(least):.1f}" x2="{place(most):.1f}" y1="{y + 5}" y2="{y + 5}"'
            out.append(f'<line class="range" {line}/>')
            y += BAR
        y += GAP
    out.append(f'<line class="axis" x1="{LEFT}" y1="{top - 6}" x2="{LEFT}" y2="{height - 26}"/>')
    return "\n".join([*out, "</svg>\n"])


def write(name, svg):
    """Goes beside the page with `publish`."""
    folder = BUILD / "plots"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.svg").write_text(svg)


def publish():
    """Copies the plots to where the page shows them."""
    target = ROOT / "docs/performance"
    target.mkdir(exist_ok=True)
    for file in (BUILD / "plots").glob("*.svg"):
        (target / file.name).write_text(file.read_text())
