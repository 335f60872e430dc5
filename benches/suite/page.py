"""The chapter of docs/performance.md that benches/run writes."""

import sys
from datetime import date

import machine
import plot
from programs import ABSENT, ROOT, say

PAGE = ROOT / "docs/performance.md"
BEGIN, END = "<!-- benches/run begins -->", "<!-- benches/run ends -->"


def number(value):
    """Three digits, as far as there are more."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.01 else f"{value:.4f}"


def with_spread(values):
    median, least, most = values
    return f"**{number(median)}** ({number(least)} to {number(most)})"


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def chapter(title, about, text, picture=None):
    image = f"\n![{title}](performance/{picture}.svg)\n" if picture else ""
    return f"### {title}\n\n{about}\n\n{text}{image}"


def compose(sections, failed, minutes, quick):
    intro = (
        f"Measured {date.today():%Y-%m-%d} in {minutes:.0f} minutes by `benches/run{' --quick' if quick else ''}`, which repeats it. "
        f"{machine.describe()}. Medians of the rounds, in brackets the least and the most; a ratio is taken in each round. Pinned: "
        "all programs share one processor, so that nothing runs beside anything else. CPU time is that of user and kernel.\n"
    )
    missing = [f"{name} ({why})" for name, why in ABSENT.items()] + [f"{name} (failed)" for name in failed]
    if missing:
        intro += f"\n**Not measured:** {'; '.join(missing)}.\n"
    return "\n".join(["## Beside the peers", "", intro, *sections])


def write(text):
    page = PAGE.read_text()
    if BEGIN not in page or END not in page:
        sys.exit(f"{PAGE} has no markers")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
    plot.publish()
    say(f"written: {PAGE}")
