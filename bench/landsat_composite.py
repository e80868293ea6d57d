#!/usr/bin/env python3
"""Cairn beside stackstac + Dask + GeoGIF: 60 Landsat scenes to a half-yearly, cloud-masked, filled animation.

    python3 bench/landsat_composite.py --data DIR [--runs N]

DIR holds landsat.json, as make_landsat.py writes it. The results are compared first, and nothing is timed unless they are
equal. Then both do the job in turn, each time in a fresh process; then several times in one process; then Cairn's reader
decodes the same blocks and does nothing else. The report goes to stdout, and with every single figure to bench/results/.

Needs Linux, Cairn built (./cairn --version), and in this Python or the one of --python: numpy, Pillow, stackstac, geogif, pystac.
docs/benchmarks.md says how to read the figures.
"""
import argparse
import collections
import datetime
import glob
import hashlib
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
JOB = ["--bands", "red,green,blue", "--mask", "qa_pixel:bits=1,2,3,4", "--bbox=-70.1305,41.6270,-69.8050,41.8320",
       "--every", "2Q", "--reduce", "median", "--fill", "forward", "--skip", "1"]
PICTURE = ["--fps", "5"]
SMALL = "192M"
SMALL_LIMIT = 333e6  # bytes of anonymous memory at SMALL
PEER, CAIRN, CAIRN_JDK, CAIRN_SMALL = "peer", "cairn", "cairn, JDK's inflater", f"cairn, --max-memory {SMALL}"
WITHOUT_LIBDEFLATE = {"JDK_JAVA_OPTIONS": "-Dcairn.libdeflate=false"}
TICKS = os.sysconf("SC_CLK_TCK")
OTHERS_ALLOWED = 0.10  # of the machine, before a timing is taken again


# ---------------------------------------------------------------- measuring a process

def tree(pid):
    """A process and its descendants."""
    found = [pid]
    for p in found:
        try:
            for children in glob.glob(f"/proc/{p}/task/*/children"):
                found += [int(c) for c in pathlib.Path(children).read_text().split()]
        except OSError:
            pass
    return found


def memory_of(pid, exact):
    """Bytes of anonymous memory of one process, from smaps_rollup or cheaper from status, and the most that was ever
    resident. Not rusage's ru_maxrss: that begins at the peak of the process which forked, which here has held the arrays."""
    found = {}
    try:
        for line in open(f"/proc/{pid}/status"):
            if line.startswith(("RssAnon:", "VmHWM:")):
                found[line.split(":")[0]] = int(line.split()[1]) * 1024
        if exact:
            for line in open(f"/proc/{pid}/smaps_rollup"):
                if line.startswith("Anonymous:"):
                    found["RssAnon"] = int(line.split()[1]) * 1024
    except OSError:
        pass
    return found.get("RssAnon", 0), found.get("VmHWM", 0)


def busy_ticks():
    """Ticks that the machine's processors have worked."""
    user, nice, system, _, _, irq, softirq, steal = map(int, open("/proc/stat").readline().split()[1:9])
    return user + nice + system + irq + softirq + steal


class Threads:
    """CPU seconds by thread name, of the threads that were seen."""

    def __init__(self):
        self.seen = {}

    def look(self, pid):
        for stat in glob.glob(f"/proc/{pid}/task/*/stat"):
            try:
                text = open(stat).read()
            except OSError:
                continue
            name = text[text.index("(") + 1:text.rindex(")")]
            fields = text[text.rindex(")") + 2:].split()
            self.seen[stat] = name, (int(fields[11]) + int(fields[12])) / TICKS

    def by_name(self):
        sums = collections.Counter()
        for name, seconds in self.seen.values():
            sums[re.sub(r"[-# ]*\d+$", "", name)] += seconds
        return dict(sums)


def measure(command, environment=None, exact=False, threads=None):
    """Runs a command: wall and CPU seconds, the peak of the tree's anonymous memory and of the largest process's resident
    memory in bytes, what it printed, and the share of the machine that others used meanwhile. An exact look at memory costs
    time, and also tells whether libdeflate was loaded."""
    start_busy, start = busy_ticks(), time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, **(environment or {})})
    peak, resident, native, command_line, done = 0, 0, False, [], threading.Event()

    def sample():
        nonlocal peak, resident, native, command_line
        while not done.is_set():
            held = [memory_of(p, exact) for p in tree(process.pid)]
            peak = max(peak, sum(h[0] for h in held))
            resident = max([resident, *(h[1] for h in held)])
            if exact:
                try:
                    native = native or "libdeflate" in open(f"/proc/{process.pid}/maps").read()
                except OSError:
                    pass
            if threads:
                threads.look(process.pid)
            try:
                command_line = pathlib.Path(f"/proc/{process.pid}/cmdline").read_text().split("\0")[:-1] or command_line
            except OSError:
                pass
            done.wait(0.01)

    texts = {}

    def drain(name, pipe):
        texts[name] = pipe.read()

    helpers = [threading.Thread(target=sample), *(threading.Thread(target=drain, args=pair) for pair in
                                                  (("out", process.stdout), ("err", process.stderr)))]
    for h in helpers:
        h.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    done.set()
    for h in helpers:
        h.join()
    if process.returncode:
        sys.exit(f"exit {process.returncode}: {shown(command)}\n{texts['err'][-3000:]}")
    cpu = used.ru_utime + used.ru_stime
    others = max(0.0, (busy_ticks() - start_busy) / TICKS - cpu) / (wall * os.cpu_count())
    return {"wall_seconds": wall, "cpu_seconds": cpu, "anonymous_bytes": peak, "resident_bytes": resident,
            "others": others, "libdeflate": native, "out": texts["out"], "err": texts["err"], "command_line": command_line}


def measure_quietly(command, tries, **how):
    """The same, taken again while others use more of the machine than is allowed; the quietest of them."""
    best = None
    for _ in range(tries):
        run = measure(command, **how)
        if best is None or run["others"] < best["others"]:
            best = run
        if best["others"] <= OTHERS_ALLOWED:
            break
    return best


# ---------------------------------------------------------------- the contestants

class Bench:
    def __init__(self, chosen, work):
        self.data, self.work, self.threads = pathlib.Path(chosen.data).resolve(), work, chosen.threads
        self.python, self.with_peer, self.tries = chosen.python, not chosen.no_peer, chosen.tries
        self.items = self.data / "landsat.json"
        if not self.items.exists():
            sys.exit(f"{self.items} is missing: python3 bench/make_landsat.py DIR makes it")
        self.report = {}
        self.lines = []
        self.failures = []
        self.java = None

    def say(self, line=""):
        print(line, flush=True)
        self.lines.append(line)

    def noise(self, others):
        """Says where a section's times are no ground for a claim."""
        if max(others) > OTHERS_ALLOWED:
            self.say(f"  DISTURBED: others used up to {100 * max(others):.0f} % of the machine; these times support no claim")
            self.report.setdefault("disturbed", []).append(max(others))

    def check(self, holds, what):
        self.say(f"  {'holds ' if holds else 'FAILS '} {what}")
        self.report.setdefault("checks", []).append({"what": what, "holds": bool(holds)})
        if not holds:
            self.failures.append(what)

    def cairn(self, output, *more, **how):
        """Cairn's job, in the launcher that users start."""
        picture = PICTURE if str(output).endswith(".gif") else []
        command = [ROOT / "cairn", "cube", self.items, *JOB, *picture, "-q", "--overwrite", "--threads", self.threads,
                   *more, "-o", output]
        return command, how

    def peer(self, *more):
        return [self.python, HERE / "stackstac_composite.py", self.data, "--threads", self.threads, *more], {}

    def prepare(self):
        """Builds what is missing, learns how the launcher starts Java, and puts the Java programs into a jar, since a cache of
        loaded classes wants jars."""
        measure([ROOT / "cairn", "--version"])
        command, how = self.cairn(self.work / "first.gif")
        line = measure(command, **how)["command_line"]
        if "dev.cairn.cli.Main" not in line:
            sys.exit(f"this is not how the launcher was known to start Java: {shown(line)}")
        flags = line[1:line.index("dev.cairn.cli.Main")]
        at = flags.index("-cp")
        jar, classes = self.work / "bench.jar", self.work / "classes"
        jdk = pathlib.Path(line[0]).parent
        measure([jdk / "javac", "-cp", flags[at + 1], "-d", classes, *HERE.glob("*.java")])
        measure([jdk / "jar", "--create", "--file", jar, "-C", classes, "."])
        flags[at + 1] += os.pathsep + str(jar)
        self.java, self.flags = jdk / "java", flags
        version = subprocess.run([self.java, "-version"], capture_output=True, text=True).stderr.splitlines()
        # The cache of loaded classes and the class path are files of this checkout: named, not quoted.
        kept = [f for i, f in enumerate(flags) if i not in (at, at + 1) and not f.startswith("-XX:AOTCache")]
        self.report["java"] = {"version": version[1] if len(version) > 1 else version[0], "flags": kept}
        loaded = [measure(command, exact=True, environment=e)["libdeflate"] for e in ({}, WITHOUT_LIBDEFLATE)]
        if loaded[1]:
            sys.exit("-Dcairn.libdeflate=false did not keep libdeflate out: the contestants would be the same")
        self.report["decoder"] = "libdeflate" if loaded[0] else "the JDK's inflater: libdeflate was not loaded"

    def java_program(self, name, *arguments, properties=()):
        return [self.java, *self.flags[:self.flags.index("-cp")], *properties, *self.flags[self.flags.index("-cp"):], name,
                *arguments]

    # ------------------------------------------------------------ results first

    def compare(self):
        import numpy as np
        from PIL import Image, ImageSequence

        self.say("Results, before any time is taken")
        ours, theirs, default = (self.work / f"{n}.npy" for n in ("parity", "peer", "default"))
        gif, peer_gif = self.work / "parity.gif", self.work / "peer.gif"
        for command, how in (self.cairn(ours, "--parity", "stackstac"), self.cairn(gif, "--parity", "stackstac"),
                             self.cairn(default), self.peer("--gif", peer_gif, "--npy", theirs)):
            told = measure(command, **how)
        self.report["peer_versions"] = json.loads(told["out"].splitlines()[-1])["versions"]
        self.report["peer_tasks"] = json.loads(told["out"].splitlines()[-1])["tasks"]
        a, b, d = (np.load(f, mmap_mode="r") for f in (ours, theirs, default))
        if a.shape != b.shape or a.dtype != b.dtype:
            sys.exit(f"results differ: {a.dtype}{list(a.shape)} by Cairn, {b.dtype}{list(b.shape)} by the peer")
        nan_a, nan_b = np.isnan(a), np.isnan(b)
        misplaced = int((nan_a != nan_b).sum())
        unequal = int(((a != b) & ~nan_a & ~nan_b).sum())
        worst = float(np.nanmax(np.abs(a - b)))
        self.say(f"  --parity stackstac: {a.dtype} {list(a.shape)}; {int(nan_b.sum())} of {b.size} values are NaN, {misplaced} of them"
                 f" in other places; {unequal} values differ, by {worst:.3g} at the most")
        self.report["parity"] = {"shape": list(a.shape), "dtype": str(a.dtype), "nan": int(nan_b.sum()),
                                 "nan_misplaced": misplaced, "unequal": unequal, "worst": worst}
        if misplaced or worst > 1e-12:
            sys.exit("results differ: nothing was timed")
        del nan_a, nan_b

        explained = json.loads(measure([ROOT / "cairn", "cube", self.items, *JOB, "--json"])["out"])
        grid = explained["plan"]["grid"]["transform"]
        peer_grid = json.load(open(str(theirs) + ".json"))
        shift = [(grid[2] - peer_grid["corner"][0]) / grid[0], (grid[5] - peer_grid["corner"][1]) / grid[4]]
        fits = {}
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                x, y = overlap(d, b, dy, dx)
                fits[dy, dx] = float(np.mean((np.abs(x - y) <= 1e-6) | (np.isnan(x) & np.isnan(y))))
        (dy, dx), same = max(fits.items(), key=lambda fit: fit[1])
        self.say(f"  default: {d.dtype} {list(d.shape)}, on the scenes' own grid, {shift[0]:+g} columns and {shift[1]:+g} rows from the"
                 f" peer's, whose pixels lie across theirs and take a neighbour; moved by {dx} columns and {dy} rows it"
                 f" equals the peer's result within 1e-6 in {100 * same:.3f} % of pixels (next best move: {100 * sorted(fits.values())[-2]:.1f} %)")
        self.report["default"] = {"shape": list(d.shape), "dtype": str(d.dtype), "grid_shift_pixels": shift,
                                  "best_move": [dy, dx], "equal_there": same}
        if same < 0.999:
            sys.exit("the default differs from the peer's result by more than its grid: nothing was timed")

        def frames(file):
            return [np.asarray(f.convert("RGB")).astype(np.float32) for f in ImageSequence.Iterator(Image.open(file))]

        one, other = frames(gif), frames(peer_gif)
        if len(one) != len(other) or one[0].shape != other[0].shape:
            sys.exit(f"animations differ: {len(one)} frames {one[0].shape} by Cairn, {len(other)} {other[0].shape} by the peer")
        # What both have to draw: the stack from its 2nd to its 98th percentile, before a palette is chosen.
        low, high = np.nanpercentile(b, [2, 98])
        off = {CAIRN: [], PEER: [], "apart": []}
        for frame, x, y in zip(b, one, other):
            drawn = (255 * np.clip((frame - low) / (high - low), 0, 1)).transpose(1, 2, 0)
            seen = np.isfinite(drawn).all(axis=2)
            seen[:60, :200] = False  # the date
            for name, difference in ((CAIRN, x - drawn), (PEER, y - drawn), ("apart", x - y)):
                off[name].append(float(np.abs(difference[seen]).mean()))
        sizes = gif.stat().st_size, peer_gif.stat().st_size
        mean = {name: statistics.mean(values) for name, values in off.items()}
        self.say(f"  animations: {len(one)} frames; mean distance from the stretched stack before its palette, of 255: {mean[CAIRN]:.2f} by"
                 f" Cairn, {mean[PEER]:.2f} by the peer, {mean['apart']:.2f} from each other; {sizes[0] / 1e6:.1f} MB by Cairn,"
                 f" {sizes[1] / 1e6:.1f} MB by the peer")
        self.report["animation"] = {"frames": len(one), "mean_distance": off, "bytes": sizes}
        if max(off[CAIRN]) > 4:
            sys.exit("Cairn's animation is farther than 4 of 255 from what it should show: nothing was timed")
        for file in (ours, theirs, default):
            file.unlink()

    # ------------------------------------------------------------ times

    def whole(self, runs):
        """Fresh processes in turn, from start to exit."""
        gif = self.work / "whole.gif"
        contestants = {CAIRN: self.cairn(gif),
                       CAIRN_JDK: self.cairn(gif, environment=WITHOUT_LIBDEFLATE),
                       CAIRN_SMALL: self.cairn(gif, "--max-memory", SMALL)}
        if self.with_peer:
            contestants = {PEER: self.peer("--gif", self.work / "whole-peer.gif"), **contestants}
        taken = collections.defaultdict(list)
        for _ in range(runs):
            for name, (command, how) in contestants.items():
                run = measure_quietly(command, self.tries, **how)
                taken[name].append({k: v for k, v in run.items() if k not in ("out", "err", "command_line", "libdeflate")})
        self.report["whole_process"] = taken
        self.say()
        self.say(f"Whole process, page cache warm, {self.threads} threads each, median of {runs} (least–most)")
        table = {name: {key: [r[key] for r in rows] for key in rows[0]} for name, rows in taken.items()}
        self.say(f"  {'':26}{'wall s':>22}{'CPU s':>22}{'anonymous MB':>24}{'max RSS MB':>22}{'others %':>9}")
        for name, row in table.items():
            self.say(f"  {name:26}{spread(row['wall_seconds']):>22}{spread(row['cpu_seconds']):>22}"
                     f"{spread(row['anonymous_bytes'], 1e6, 0):>24}{spread(row['resident_bytes'], 1e6, 0):>22}"
                     f"{100 * max(row['others']):>9.0f}")
        self.noise([o for row in table.values() for o in row["others"]])
        if self.with_peer:
            ratios = {}
            for name in list(table)[1:]:
                ratios[name] = {key: [p / c for p, c in zip(table[PEER][key], table[name][key])] for key in
                                ("wall_seconds", "cpu_seconds", "anonymous_bytes", "resident_bytes")}
                self.say(f"  peer ÷ {name:26} wall {spread(ratios[name]['wall_seconds'])}, CPU {spread(ratios[name]['cpu_seconds'])},"
                         f" anonymous {spread(ratios[name]['anonymous_bytes'])}, max RSS {spread(ratios[name]['resident_bytes'])}")
            self.report["whole_process_ratios"] = ratios

    def after_start(self, rounds, repeats):
        """The work alone, several times in one process: after imports for the peer, in a running JVM for Cairn."""
        gif = self.work / "repeated.gif"
        program = lambda *p: (self.java_program("RepeatedComposite", self.items, gif, repeats, self.threads, properties=p), {})
        contestants = {CAIRN: program(), CAIRN_JDK: program("-Dcairn.libdeflate=false")}
        if self.with_peer:
            contestants = {PEER: self.peer("--gif", self.work / "repeated-peer.gif", "--repeat", repeats), **contestants}
        taken = collections.defaultdict(list)
        for _ in range(rounds):
            for name, (command, how) in contestants.items():
                run = measure_quietly(command, self.tries, **how)
                rows = [json.loads(line) for line in run["out"].splitlines()]
                taken[name].append({"others": run["others"], "runs": [r for r in rows if "wall_seconds" in r]})
        self.report["after_start"] = taken
        self.say()
        self.say(f"After start-up, {repeats} runs in one process, {rounds} processes")
        first = {n: [p["runs"][0]["wall_seconds"] for p in ps] for n, ps in taken.items()}
        median = {n: [statistics.median(r["wall_seconds"] for r in p["runs"]) for p in ps] for n, ps in taken.items()}
        cpu = {n: [statistics.median(r["cpu_seconds"] for r in p["runs"]) for p in ps] for n, ps in taken.items()}
        for name, processes in taken.items():
            self.say(f"  {name:26} first {spread(first[name])} s, median {spread(median[name])} s, CPU of the median"
                     f" {spread(cpu[name])} s; others used up to {100 * max(p['others'] for p in processes):.0f} %")
        self.noise([p["others"] for ps in taken.values() for p in ps])
        self.report["after_start_medians"] = median
        if self.with_peer:
            for name in (CAIRN, CAIRN_JDK):
                ratio = [p / c for p, c in zip(median[PEER], median[name])]
                self.say(f"  peer ÷ {name:26} first {spread([p / c for p, c in zip(first[PEER], first[name])])},"
                         f" median {spread(ratio)}, CPU {spread([p / c for p, c in zip(cpu[PEER], cpu[name])])}")
            self.report["after_start_ratios"] = {n: [p / c for p, c in zip(median[PEER], median[n])] for n in (CAIRN, CAIRN_JDK)}
        hashes = {hashlib.md5(f.read_bytes()).hexdigest() for f in (gif, self.work / "whole.gif")}
        self.check(len(hashes) == 1, "the library and the command line write the same bytes")

    def bare_decode(self, rounds, repeats):
        """The same blocks decoded, and nothing else."""
        taken = collections.defaultdict(list)
        for _ in range(rounds):
            for name, properties in ((CAIRN, ()), (CAIRN_JDK, ("-Dcairn.libdeflate=false",))):
                run = measure_quietly(self.java_program("BareDecode", self.items, repeats, self.threads, properties=properties), self.tries)
                taken[name].append({"others": run["others"], "passes": [json.loads(l) for l in run["out"].splitlines()]})
        self.report["bare_decode"] = taken
        self.say()
        one = taken[CAIRN][0]["passes"][0]
        composed = self.report["after_start"][CAIRN][0]["runs"][0]
        self.say(f"Bare decode of the {one['blocks']} blocks ({one['decoded_bytes'] / 1e6:.0f} MB of samples) under the area,"
                 f" {self.threads} threads; the composite decodes {composed['blocks']} of them, {composed['decoded_bytes'] / 1e6:.0f} MB,"
                 f" since its masks rule the others out or chunks share them")
        for name, processes in taken.items():
            both = [statistics.median(p["read_and_decode_seconds"] for p in ps["passes"]) for ps in processes]
            alone = [statistics.median(p["decode_seconds"] for p in ps["passes"]) for ps in processes]
            self.noise([p["others"] for p in processes])
            share = [c / d for c, d in zip(self.report["after_start_medians"][name], both)]
            self.say(f"  {name:26} read and decode {spread(both)} s, decode alone {spread(alone)} s ="
                     f" {spread([one['decoded_bytes'] / s for s in alone], 1e6, 0)} MB/s; the whole composite takes {spread(share)} × read and decode")

    # ------------------------------------------------------------ other promises

    def memory(self):
        """What --max-memory promises, from smaps_rollup; the frequent look at it slows the run, so it is not timed."""
        command, how = self.cairn(self.work / "small.gif", "--max-memory", SMALL)
        runs = [measure(command, exact=True, **how) for _ in range(2)]
        peak = max(r["anonymous_bytes"] for r in runs)
        self.say()
        self.report["small_anonymous_bytes"] = [r["anonymous_bytes"] for r in runs]
        self.check(peak < SMALL_LIMIT, f"--max-memory {SMALL} keeps anonymous memory below {SMALL_LIMIT / 1e6:.0f} MB: {peak / 1e6:.0f} MB")
        same = (self.work / "small.gif").read_bytes() == (self.work / "whole.gif").read_bytes()
        self.check(same, f"--max-memory {SMALL} writes the same bytes")

    def demo(self, runs):
        made, done, others = [], [], []
        for i in range(runs):
            folder = self.work / f"demo{i}"
            run = measure_quietly([ROOT / "cairn", "demo", "-q", "--threads", self.threads, "--overwrite", "-o", folder], self.tries)
            others.append(run["others"])
            summary = json.load(open(folder / "summary.json"))
            made.append(summary["making_seconds"])
            done.append(summary["search_to_gif_seconds"])
            shutil.rmtree(folder)
        self.report["demo"] = {"making_seconds": made, "search_to_gif_seconds": done, "others": others}
        self.check(max(done) < 10, f"cairn demo, search to GIF, below 10 s: {spread(done)} s; others used up to {100 * max(others):.0f} %")
        self.check(max(made) < 30, f"cairn demo, making the world, below 30 s: {spread(made)} s; others used up to {100 * max(others):.0f} %")

    def profile(self):
        """Where CPU time goes in one whole run: by thread as the system counts it, and by method as JFR samples it."""
        recording = self.work / "profile.jfr"
        threads = Threads()
        command, how = self.cairn(self.work / "profile.gif")
        measure(command, threads=threads, **how)
        by_thread = threads.by_name()
        total = sum(by_thread.values())
        self.say()
        self.say("Where the CPU time of one whole run goes, by thread")
        for name, seconds in sorted(by_thread.items(), key=lambda t: -t[1]):
            if seconds >= 0.01 * total:
                self.say(f"  {seconds:7.2f} s {100 * seconds / total:4.0f} %  {name}")
        options = f"-XX:StartFlightRecording=filename={recording},jdk.CPUTimeSample#enabled=true,jdk.CPUTimeSample#throttle=2ms"
        measure(command, environment={"JDK_JAVA_OPTIONS": options}, **how)
        jfr = self.java.parent / "jfr"
        told = subprocess.run([jfr, "print", "--json", "--stack-depth", "40", "--events", "CPUTimeSample,GarbageCollection",
                               recording], capture_output=True, text=True, check=True).stdout
        events = json.loads(told)["recording"]["events"]
        stations, methods, samples = collections.Counter(), collections.Counter(), 0
        biased = 0
        for event in events:
            if event["type"] != "jdk.CPUTimeSample" or not event["values"].get("stackTrace"):
                continue
            frames = [f["method"] for f in event["values"]["stackTrace"]["frames"]]
            names = [f["type"]["name"].replace("/", ".") + "." + f["name"] for f in frames]
            own = [n for n in names if n.startswith("dev.cairn.")]
            stations[station(own[0]) if own else "the JDK, outside Cairn's calls"] += 1
            # A sample in native code is taken on the way out of it, and lands in what comes next.
            native = next((n for n in own[:3] if n.startswith("dev.cairn.codec.LibDeflate.")), None)
            method = native or (re.sub(r"(/|\+)?0x[0-9a-f]+", "", own[0]) if own else names[0])
            methods[method.removeprefix("dev.cairn.")] += 1
            biased += bool(event["values"].get("biased"))
            samples += 1
        pauses = [duration(e["values"]["sumOfPauses"]) for e in events if e["type"] == "jdk.GarbageCollection"]
        self.say(f"Where Java code spends it, {samples} samples of CPU time, by the package whose method is innermost")
        for name, count in stations.most_common(14):
            self.say(f"  {100 * count / samples:5.1f} %  {name}")
        self.say(f"and by method; {100 * biased / samples:.0f} % of the samples were taken a little after the place they count for, so"
                 " neighbours may share a figure")
        for name, count in methods.most_common(14):
            self.say(f"  {100 * count / samples:5.1f} %  {name}")
        self.say(f"Collector: {len(pauses)} collections, {1e3 * sum(pauses):.0f} ms of pauses, the longest {1e3 * max(pauses, default=0):.0f} ms")
        self.report["profile"] = {"threads": by_thread, "samples": samples, "biased": biased, "packages": dict(stations),
                                  "methods": dict(methods.most_common(40)), "pauses_seconds": pauses}


def station(method):
    """dev.cairn.format.tiff.Tiff.decode → format.tiff"""
    return ".".join(p for p in method.removeprefix("dev.cairn.").split(".")[:-1] if p[:1].islower()) or "dev.cairn"


def duration(text):
    """Seconds of an ISO 8601 duration as JFR prints it: PT0.0123S."""
    return float(re.fullmatch(r"PT([0-9.]+)S", text).group(1))


def overlap(a, b, dy, dx):
    """Views of two stacks where a moved by (dy, dx) lies over b."""
    rows = min(a.shape[2], b.shape[2]) - 2
    columns = min(a.shape[3], b.shape[3]) - 2
    return a[:, :, 1:1 + rows, 1:1 + columns], b[:, :, 1 + dy:1 + dy + rows, 1 + dx:1 + dx + columns]


def spread(values, unit=1.0, digits=2):
    values = sorted(v / unit for v in values)
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({values[0]:.{digits}f}–{values[-1]:.{digits}f})"


def shown(command):
    return " ".join(map(str, command))


def machine():
    model = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
    memory = int(re.search(r"MemTotal:\s*(\d+)", open("/proc/meminfo").read()).group(1))
    system = re.search(r'PRETTY_NAME="(.*)"', open("/etc/os-release").read())
    return {"processor": model.group(1) if model else "unknown", "cores": os.cpu_count(), "memory_bytes": memory * 1024,
            "system": f"{system.group(1) if system else 'unknown'}, Linux {'.'.join(os.uname().release.split('.')[:2])}"}


def revision():
    git = lambda *args: subprocess.run(["git", "-C", ROOT, *args], capture_output=True, text=True).stdout.strip()
    return git("rev-parse", "--short", "HEAD") + (" with changes" if git("status", "--porcelain", "--", "engine", "cli", "cairn") else "")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, metavar="DIR", help="where make_landsat.py wrote")
    arguments.add_argument("--runs", type=int, default=3, help="fresh processes of each contestant (default: 3)")
    arguments.add_argument("--rounds", type=int, default=2, help="processes of each contestant after start-up (default: 2)")
    arguments.add_argument("--repeats", type=int, default=5, help="runs in one process (default: 5)")
    arguments.add_argument("--tries", type=int, default=3, help="timings of a process while others use the machine (default: 3)")
    arguments.add_argument("--threads", type=int, default=os.cpu_count(), help="for both (default: the machine's cores)")
    arguments.add_argument("--python", default=sys.executable, help="Python in which the peer is installed (default: this one)")
    arguments.add_argument("--no-peer", action="store_true", help="Cairn alone: nothing is compared")
    arguments.add_argument("--note", default="", help="what a reader of the results should know of this machine")
    arguments.add_argument("--results", type=pathlib.Path, default=HERE / "results", metavar="DIR")
    chosen = arguments.parse_args()
    now = datetime.datetime.now()
    with tempfile.TemporaryDirectory(prefix="cairn-bench-") as folder:
        bench = Bench(chosen, pathlib.Path(folder))
        if bench.with_peer and subprocess.run([bench.python, "-c", "import stackstac, geogif, pystac, PIL"], capture_output=True).returncode:
            sys.exit("stackstac, geogif, pystac and Pillow are not all installed in " + bench.python
                     + ": pip install stackstac geogif pystac, or --python, or --no-peer")
        bench.prepare()
        options = [f"--{k.replace('_', '-')} {getattr(chosen, k)}" for k in ("runs", "rounds", "repeats", "tries", "threads")]
        bench.report.update(date=now.strftime("%Y-%m-%d %H:%M"), machine=machine(), revision=revision(), note=chosen.note,
                            command="python3 bench/landsat_composite.py --data DIR " + " ".join(options)
                                    + (" --no-peer" if chosen.no_peer else ""),
                            load_average_before=os.getloadavg())
        told = bench.report["machine"]
        bench.say(f"{bench.report['date']}, Cairn at {bench.report['revision']}, {bench.report['command']}")
        bench.say(f"{told['processor']}, {told['cores']} cores, {told['memory_bytes'] / 2**30:.0f} GiB; {told['system']}; load before:"
                  f" {' '.join(f'{x:.2f}' for x in os.getloadavg())}")
        bench.say(f"{bench.report['java']['version']}; {' '.join(bench.report['java']['flags'])}; decoding by {bench.report['decoder']}")
        if chosen.note:
            bench.say(chosen.note)
        bench.say()
        if bench.with_peer:
            bench.compare()
            bench.say("  peer: " + ", ".join(f"{k} {v}" for k, v in bench.report["peer_versions"].items())
                      + f"; {bench.report['peer_tasks']} tasks")
        bench.whole(chosen.runs)
        bench.after_start(chosen.rounds, chosen.repeats)
        bench.bare_decode(chosen.rounds, chosen.repeats)
        bench.memory()
        bench.demo(chosen.runs)
        bench.profile()
        bench.report["load_average_after"] = os.getloadavg()
    chosen.results.mkdir(parents=True, exist_ok=True)
    name = chosen.results / f"landsat-composite-{now:%Y-%m-%d-%H%M}"
    name.with_suffix(".json").write_text(json.dumps(bench.report, indent=1) + "\n")
    name.with_suffix(".txt").write_text("\n".join(bench.lines) + "\n")
    if bench.failures:
        sys.exit(f"{len(bench.failures)} promises are not kept: " + "; ".join(bench.failures))


if __name__ == "__main__":
    main()
