#!/usr/bin/env python3
"""Cairn beside GDAL's curl reader: a window of 770 × 912 pixels of 200 COGs over a link of 50 ms latency.

    python3 bench/latency.py --data DIR [--runs N]

DIR holds landsat.json, as make_landsat.py writes it; bench/slow_server.py serves it. The results are compared file by file
first, and nothing is timed unless they are equal. Then GDAL with 8 and with 32 threads, Cairn, and what bounds Cairn (the same
bytes fetched and nothing else; the same blocks decoded and nothing else) take turns. The report goes to stdout, and with every
single figure to bench/results/.

Needs Linux, Cairn built (./cairn --version), and in this Python or the one of --python: rasterio, pyproj.
docs/benchmarks.md says how to read the figures.
"""
import argparse
import collections
import datetime
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from landsat_composite import HERE, TICKS, Bench, machine, measure, revision, spread

FILES = 200
CAIRN, LIMIT = "cairn", "limit"
GDAL = {8: "GDAL, 8 threads", 32: "GDAL, 32 threads"}
WANTED = {8: 4.0, 32: 1.5}
SHARE_OF_LIMIT = 0.8
MOST_REQUESTS = 400


class LatencyBench(Bench):
    """What measures and reports is the composite's."""

    def __init__(self, chosen, work):
        chosen.no_peer = False
        super().__init__(chosen, work)
        self.seconds, self.server = chosen.latency, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def serve(self, program):
        base = f"http://127.0.0.1:{self.port}"
        found = json.load(open(self.items))
        found["features"] = found["features"][:FILES // 4]
        local = pathlib.Path(found["features"][0]["assets"]["red"]["href"]).parents[2]
        self.over_http = self.work / "items.json"
        self.over_http.write_text(json.dumps(found).replace(f"{local}/", base + "/"))
        self.server = subprocess.Popen([sys.executable, program, str(local), str(self.seconds), str(self.port)])
        for _ in range(100):
            try:
                return self.count()
            except OSError:
                time.sleep(0.05)
        sys.exit("the server did not start")

    def count(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/__count") as answer:
            return [int(n) for n in answer.read().split()]

    def server_ticks(self):
        fields = pathlib.Path(f"/proc/{self.server.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def counted(self, command):
        """A measured command with its JSON lines, and for a run of it the requests and bytes that the server counted and the
        CPU time that it took, which is not the others' but the contest's own."""
        before, ticks = self.count(), self.server_ticks()
        run = measure(command)
        rows = [json.loads(line) for line in run["out"].splitlines()]
        run.update(zip(("requests", "bytes"), ((a - b) / len(rows) for a, b in zip(self.count(), before))))
        served = (self.server_ticks() - ticks) / TICKS
        run["server_cpu_seconds"] = served / len(rows)
        run["others"] = max(0.0, run["others"] - served / (run["wall_seconds"] * os.cpu_count()))
        return run, rows

    def gdal(self, threads, *more):
        return [self.python, HERE / "gdal_windows.py", self.over_http, threads, *more]

    def windows(self, repeats):
        return self.java_program("LatencyWindows", self.over_http, repeats, self.threads)

    def compare(self):
        self.say("Results, before any time is taken")
        _, [theirs] = self.counted(self.gdal(8, "--check"))
        _, [ours] = self.counted(self.windows(1))
        equal = sum(a == b for a, b in zip(ours["files"], theirs["files"]))
        self.say(f"  sums of the samples that are not no-data: {equal} of {FILES} files equal; {theirs['pixels'] / FILES:.0f} pixels a file")
        self.report["results"] = {"files": FILES, "equal": equal, "sum": theirs["sum"], "pixels": theirs["pixels"]}
        self.report["peer_versions"] = theirs["versions"]
        if not equal == len(ours["files"]) == len(theirs["files"]) == FILES:
            sys.exit("results differ: nothing was timed")

    def race(self, rounds, repeats):
        taken = collections.defaultdict(list)
        for _ in range(rounds):
            for name, command in ((GDAL[8], self.gdal(8)), (CAIRN, self.windows(repeats)), (GDAL[32], self.gdal(32)),
                                  (LIMIT, self.java_program("LatencyLimit", self.over_http, repeats, self.threads))):
                run, rows = self.counted(command)
                for row in rows:
                    row.pop("files", None)
                taken[name].append({"wall_seconds": run["wall_seconds"], "cpu_seconds": run["cpu_seconds"], "others": run["others"],
                                    "requests": run["requests"], "bytes": run["bytes"],
                                    "server_cpu_seconds": run["server_cpu_seconds"], "runs": rows})
        for _ in range(rounds):
            run, _ = self.counted(self.windows(1))
            taken["cairn, once"].append({k: run[k] for k in ("wall_seconds", "cpu_seconds", "others", "requests", "bytes")})
        self.report["race"] = taken
        medians = {name: [statistics.median(r["wall_seconds"] for r in p["runs"]) for p in taken[name]]
                   for name in (GDAL[8], GDAL[32], CAIRN)}
        self.say()
        self.say(f"After start-up (GDAL: after imports; Cairn: the median of {repeats} in one JVM), {rounds} processes, in turn")
        for name, values in medians.items():
            one = taken[name]
            cpu = [statistics.median(r["cpu_seconds"] for r in p["runs"]) for p in one]
            self.say(f"  {name:18} {spread(values)} s, CPU {spread(cpu)} s, {one[0]['requests']:.0f} requests,"
                     f" {one[0]['bytes'] / 1e6:.0f} MB, the server's CPU {spread([p['server_cpu_seconds'] for p in one])} s; others used {100 * min(p['others'] for p in one):.0f}–{100 * max(p['others'] for p in one):.0f} %")
        first = [p["runs"][0]["wall_seconds"] for p in taken[CAIRN]]
        self.say(f"  {'cairn, first run':18} {spread(first)} s")
        transfer = [statistics.median(r["transfer_seconds"] for r in p["runs"]) for p in taken[LIMIT]]
        decode = [statistics.median(r["decode_seconds"] for r in p["runs"]) for p in taken[LIMIT]]
        self.say(f"  {'limit':18} transfer alone {spread(transfer)} s, decode alone {spread(decode)} s")
        self.say()
        self.say("Whole process, from start to exit")
        for name in (GDAL[8], GDAL[32], "cairn, once"):
            self.say(f"  {name:18} {spread([p['wall_seconds'] for p in taken[name]])} s, CPU {spread([p['cpu_seconds'] for p in taken[name]])} s")
        self.say()
        ratios = {threads: [g / c for g, c in zip(medians[GDAL[threads]], medians[CAIRN])] for threads in GDAL}
        share = [(t + d) / c for t, d, c in zip(transfer, decode, medians[CAIRN])]
        for threads, values in ratios.items():
            self.say(f"  GDAL ÷ Cairn, {threads:2} threads: {spread(values)}; to reach {WANTED[threads]}")
        self.say(f"  CPU, GDAL with 32 threads ÷ Cairn: {spread([statistics.median(r['cpu_seconds'] for r in p['runs']) / statistics.median(r['cpu_seconds'] for r in c['runs']) for p, c in zip(taken[GDAL[32]], taken[CAIRN])])}; both decode the same blocks")
        self.say(f"  (transfer alone + decode alone) ÷ Cairn: {spread(share)}; to reach {SHARE_OF_LIMIT}")
        self.report["ratios"] = {str(t): v for t, v in ratios.items()} | {"share_of_limit": share}
        self.noise([p["others"] for ps in taken.values() for p in ps])
        faster = all(statistics.median(ratios[t]) >= WANTED[t] for t in GDAL)
        self.check(faster or statistics.median(share) >= SHARE_OF_LIMIT, "as fast as promised beside GDAL, or near the limit")
        most = max(p["requests"] for p in taken[CAIRN] + taken["cairn, once"])
        self.check(most <= MOST_REQUESTS, f"at most {MOST_REQUESTS} requests: {most:.0f}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, metavar="DIR", help="where make_landsat.py wrote")
    arguments.add_argument("--runs", type=int, default=5, help="processes of each contestant (default: 5)")
    arguments.add_argument("--repeats", type=int, default=7, help="runs in one JVM (default: 7)")
    arguments.add_argument("--latency", type=float, default=0.05, help="seconds that each answer waits (default: 0.05)")
    arguments.add_argument("--server", default=HERE / "slow_server.py", help="another server with the same arguments")
    arguments.add_argument("--threads", type=int, default=os.cpu_count(), help="computing threads of Cairn (default: the machine's cores)")
    arguments.add_argument("--python", default=sys.executable, help="Python in which rasterio is installed (default: this one)")
    arguments.add_argument("--note", default="", help="what a reader of the results should know of this machine")
    arguments.add_argument("--results", type=pathlib.Path, default=HERE / "results", metavar="DIR")
    chosen = arguments.parse_args()
    chosen.tries = 1
    now = datetime.datetime.now()
    with tempfile.TemporaryDirectory(prefix="cairn-bench-") as folder:
        bench = LatencyBench(chosen, pathlib.Path(folder))
        if subprocess.run([bench.python, "-c", "import rasterio, pyproj"], capture_output=True).returncode:
            sys.exit(f"rasterio and pyproj are not both installed in {bench.python}: --python names another")
        bench.prepare()
        try:
            bench.serve(chosen.server)
            told = machine()
            bench.report.update(
                date=now.strftime("%Y-%m-%d %H:%M"), machine=told, revision=revision(), note=chosen.note, load_average_before=os.getloadavg(),
                command=f"python3 bench/latency.py --data DIR --runs {chosen.runs} --repeats {chosen.repeats} --latency {chosen.latency} --threads {chosen.threads}")
            bench.say(f"{bench.report['date']}, Cairn at {bench.report['revision']}, {bench.report['command']}")
            bench.say(f"{told['processor']}, {told['cores']} cores, {told['memory_bytes'] / 2**30:.0f} GiB; {told['system']}; load before:"
                      f" {' '.join(f'{x:.2f}' for x in os.getloadavg())}")
            bench.say(f"{bench.report['java']['version']}; {' '.join(bench.report['java']['flags'])}; decoding by {bench.report['decoder']}")
            if chosen.note:
                bench.say(chosen.note)
            bench.say()
            bench.compare()
            bench.say("  peer: " + ", ".join(f"{k} {v}" for k, v in bench.report["peer_versions"].items()))
            bench.race(chosen.runs, chosen.repeats)
            bench.report["load_average_after"] = os.getloadavg()
        finally:
            if bench.server:
                bench.server.terminate()
                bench.server.wait()
    chosen.results.mkdir(parents=True, exist_ok=True)
    name = chosen.results / f"latency-{now:%Y-%m-%d-%H%M}"
    name.with_suffix(".json").write_text(json.dumps(bench.report, indent=1) + "\n")
    name.with_suffix(".txt").write_text("\n".join(bench.lines) + "\n")
    if bench.failures:
        sys.exit(f"{len(bench.failures)} promises are not kept: " + "; ".join(bench.failures))


if __name__ == "__main__":
    main()
