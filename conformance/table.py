"""Makes the tables of docs/conformance.md of what a run has shown, and fails when something is red.

    table.py RESULTS_FOLDER [--write]

A cell is red, and the run fails, when an SDK has an operation and one of its runs did not show it with success
and refused, unless that run has met a bug of sdk_bugs.json that explains it. It also fails when a bug was not
met, and, without --write, when the tables of the document are not those of the run.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "conformance.md"
MARKS = "<!-- made by conformance/run -->", "<!-- end of what conformance/run makes -->"
FIRST = ("Python", "JavaScript")
# What an SDK calls itself in User-Agent, where that is not its version.
NAMED_AS = {"1.4.0-beta.1": "1.3.0-beta.3"}
EVENTS = """## Events

What the parser of the SDK for JavaScript read; Python has none. The newest one reads every event; an empty cell is
an event that does not occur in the short run."""
IDENTITIES = """## Identities and rooms

With the official SDKs of those services: `azure-communication-identity` and `azure-communication-rooms`,
`@azure/communication-identity` and `@azure/communication-rooms`."""
# The operations of the identity and rooms services, by method and path.
NEIGHBORS = {
    "create a user, with a token": "POST /identities",
    "issue a token": "POST /identities/{id}/:issueAccessToken",
    "revoke all tokens": "POST /identities/{id}/:revokeAccessTokens",
    "delete a user": "DELETE /identities/{id}",
    "create a room": "POST /rooms",
    "read a room": "GET /rooms/{id}",
    "list rooms": "GET /rooms",
    "change a room": "PATCH /rooms/{id}",
    "delete a room": "DELETE /rooms/{id}",
    "list the participants of a room": "GET /rooms/{id}/participants",
    "add or remove participants of a room": "PATCH /rooms/{id}/participants",
}


def pattern(path):
    """A path of the REST description as a regular expression."""
    return re.compile(re.sub(r"\\\{.*?\\\}", "[^/?]+", re.escape(path)) + r"(\?.*)?")


def known_operations():
    """Name, method and pattern of every operation."""
    api = json.loads((ROOT / "tests" / "data" / "api.json").read_text(encoding="utf-8"))
    for operation in api["operations"]:
        path = operation["path"]
        if operation["name"].startswith("RecordingContent_"):
            path = "/v1/objects/{id}" + ("/content/{kind}" if operation["method"] == "GET" else "")
        yield operation["name"], operation["method"], pattern(path)


def statuses(run, method, path):
    """The statuses of a run's requests to an operation."""
    return {
        status
        for agent, verb, target, status in run["requests"]
        if verb == method and path.fullmatch(target) and is_of(agent, run)
    }


def is_of(agent, run):
    """Whether a request came from the SDK and the version that the run says it tested."""
    version = NAMED_AS.get(run["version"], run["version"])
    return re.search(rf"-call-?automation/{re.escape(version)}\b", agent)


def is_preview(version):
    return "b" in version


def age(version):
    """Sorts the newest first."""
    return [-int(number) for number in re.findall(r"\d+", version)]


def api_version(run):
    """The one that the SDK names unless a story asks for another."""
    targets = [target for agent, _, target, _ in run["requests"] if is_of(agent, run)]
    versions = Counter(re.findall(r"[?&]api-version=([\w-]+)", " ".join(targets)))
    return versions.most_common(1)[0][0]


class Tables:
    def __init__(self, runs, bugs):
        self.runs, self.bugs = runs, bugs
        self.red = []
        self.marks = {}  # the footnote of each bug that a cell needs
        self.sdks = sorted(
            {(run["sdk"], run["version"]) for run in runs},
            key=lambda one: (FIRST.index(one[0]), is_preview(one[1]), age(one[1])),
        )

    def of(self, sdk):
        return [run for run in self.runs if (run["sdk"], run["version"]) == sdk]

    def cell(self, sdk, name, method, path):
        runs = self.of(sdk)
        if all(name not in run["has"] for run in runs):
            return "–"
        notes, passes = [], 0
        for run in runs:
            explained = [bug["name"] for bug in self.bugs if name in bug["operations"]]
            explained = [bug for bug in explained if bug in run["bugs"]]
            seen = statuses(run, method, path)
            shown = any(status < 300 for status in seen), any(400 <= status < 500 for status in seen)
            passes += all(shown)
            notes += explained
            if not all(shown) and not explained:
                lacks = " and ".join(w for w, s in zip(("success", "refusal"), shown) if not s)
                where = f"{run['scheme']} {run['sdk']} {run['version']} {run['kind']}"
                self.red.append(f"{where}: {name} was not seen with {lacks}")
        numbers = {self.marks.setdefault(note, len(self.marks) + 1) for note in notes}
        return ("yes" if passes else "bug") + "".join(f"[^{number}]" for number in sorted(numbers))

    def operations(self, previews):
        sdks = [sdk for sdk in self.sdks if is_preview(sdk[1]) == previews]
        yield "| operation | " + " | ".join(f"{sdk} {version}" for sdk, version in sdks) + " |"
        yield "|---" * (len(sdks) + 1) + "|"
        versions = [api_version(self.of(sdk)[0]) for sdk in sdks]
        yield "| *api-version* | " + " | ".join(versions) + " |"
        for name, method, path in known_operations():
            cells = [self.cell(sdk, name, method, path) for sdk in sdks]
            yield f"| {name.split('_')[-1]} | " + " | ".join(cells) + " |"

    def footnotes(self):
        for name, number in self.marks.items():
            (bug,) = [bug for bug in self.bugs if bug["name"] == name]
            yield f"[^{number}]: {bug['sdks']}: {bug['text']}"
        for bug in self.bugs:
            if bug["name"] not in self.marks:
                self.red.append(f"sdk_bugs.json: {bug['name']} was not met")

    def events(self):
        scripts = [sdk for sdk in self.sdks if sdk[0] == "JavaScript"]
        data = json.loads((ROOT / "tests" / "data" / "events.json").read_text(encoding="utf-8"))
        names = [event["name"] for event in data["mid_call_events"]]
        yield "| event | " + " | ".join(f"{sdk} {version}" for sdk, version in scripts) + " |"
        yield "|---" * (len(scripts) + 1) + "|"
        newest = scripts[0]
        for name in sorted(names):
            cells = []
            for sdk in scripts:
                read = {run["events"].get(name) for run in self.of(sdk)}
                cells.append("yes" if read == {True} else "unknown to it" if False in read else " ")
                if sdk == newest and read != {True}:
                    self.red.append(f"the parser of {' '.join(sdk)} was not seen to read {name}")
            yield f"| {name} | " + " | ".join(cells) + " |"

    def neighbors(self):
        newest = [next(sdk for sdk in self.sdks if sdk[0] == first) for first in FIRST]
        yield "| request | " + " | ".join(sdk for sdk, _ in newest) + " |"
        yield "|---" * (len(newest) + 1) + "|"
        for title, request in NEIGHBORS.items():
            method, path = request.split(" ")
            for sdk in newest:
                for run in self.of(sdk):
                    if not any(
                        verb == method and pattern(path).fullmatch(target) and status < 300
                        for _, verb, target, status in run["requests"]
                    ):
                        where = f"{run['scheme']} {run['sdk']} {run['kind']}"
                        self.red.append(f"{where}: {request} was not seen with success")
            yield f"| `{request}`: {title} | yes | yes |"

    def text(self):
        chapters = {
            "": self.operations(previews=False),
            "Previews:": self.operations(previews=True),
            "Their bugs and rules:": self.footnotes(),
            EVENTS: self.events(),
            IDENTITIES: self.neighbors(),
        }
        blocks = [f"{title}\n\n" + "\n".join(lines) for title, lines in chapters.items()]
        return "\n\n".join(blocks).strip()


def main():
    folder, *options = sys.argv[1:]
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).glob("*.json"))]
    bugs = json.loads((Path(__file__).parent / "sdk_bugs.json").read_text(encoding="utf-8"))
    tables = Tables(runs, bugs)
    made = f"{MARKS[0]}\n\n{tables.text()}\n\n{MARKS[1]}"
    for line in tables.red:
        print(f"red: {line}", file=sys.stderr)
    if tables.red:
        sys.exit("conformance: the tables are not made, since something is red")
    document = DOCUMENT.read_text(encoding="utf-8")
    around = re.compile(rf"{re.escape(MARKS[0])}.*{re.escape(MARKS[1])}", re.DOTALL)
    if not around.search(document):
        sys.exit(f"conformance: {DOCUMENT.name} has no place for the tables")
    renewed = around.sub(lambda _: made, document)
    if "--write" in options:
        DOCUMENT.write_text(renewed, encoding="utf-8")
    elif renewed != document:
        sys.exit(f"conformance: the tables of {DOCUMENT.name} are stale; run: conformance/run --write")


if __name__ == "__main__":
    main()
