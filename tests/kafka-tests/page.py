"""Writes docs/conformance.md from the results of run.sh, the baseline and the reasons.

Prints the tests that neither pass nor have a reason; ends with 1 if there are any.
"""
import collections
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "conformance.md"
LOGS = pathlib.Path(os.environ.get("OTTLA_CACHE", pathlib.Path.home() / ".cache/ottla")) / "kafka-tests" / "logs"
SUITES = ["tools", "clients"]
TITLES = {"tools": "Command-line tools (`kafka-tools`)", "clients": "Clients (`kafka-clients-integration-tests`)"}
# What a failure says that stands for a reason: in the words of ottla.sh and of Ottla, and where a cluster is too small.
TELLING = {
    "a cluster of several brokers": "several brokers",
    "a quorum of several controllers": "several controllers",
    "only PLAINTEXT is served yet": "security: TLS, SASL, ACLs",
    "there is no authorizer yet": "security: TLS, SASL, ACLs",
    "The cluster does not support the new CONSUMER group protocol": "the consumer group protocol (KIP-848)",
    r"\d of \d brokers: .*not within 10000 ms: topic": "several brokers",
    r"\d of \d brokers: .*(no such broker is registered|Replication factor)": "several brokers",
    r"\d of \d brokers: .*(Index \d out of bounds for length|NoSuchElement|No follower|No non-replica)": "several brokers",
}


def rows(path):
    text = path.read_text() if path.exists() else ""
    return [line.split("\t") for line in text.splitlines()]


def plain(test):
    """A test's name without the word for where its controllers are, which may differ between two runs."""
    return re.sub(r"(Isolated|Combined),?", "", test).replace("  ", " ").strip()


def results(suite):
    found = {}
    for path in sorted((LOGS / suite).glob("*.tsv")):
        if not path.stem.endswith((".some", ".retry")):
            for row in rows(path):
                found[row[1], plain(row[2])] = (row[3], row[5] if len(row) > 5 else "")
    return found


class Reasons:
    def __init__(self):
        self.lines = rows(HERE / "reasons.tsv")[1:]

    def of(self, name, test, kind=None):
        for line_class, pattern, line_kind, reason in self.lines:
            names = {test, test.split()[0]}
            if line_class in (name, "*") and kind in (None, line_kind) and any(re.fullmatch(pattern, n) for n in names):
                return reason
        return None


def judge(row, got, reasons):
    """`passed`, `smaller` (with fewer brokers than the test wants), or None; and the reason where it does not pass."""
    _, name, test, baseline, note, java = (row + [""] * 6)[:6]
    skipped = reasons.of(name, plain(test), "skip")
    if skipped:
        return None, skipped
    if java:
        return None, "a Java class that the broker would have to load"
    if baseline != "passed":
        return None, "the inside of Kafka's own broker"
    result, message = got.get((name, plain(test)), got.get((name, "(class)"), ("missing", "")))
    if result == "passed":
        return ("smaller" if message else "passed"), None
    for pattern, reason in TELLING.items():
        if re.search(pattern, message):
            return None, reason
    return None, reasons.of(name, plain(test)) or f"? {result}: {message[:160]}"


def table(suite, baseline, got, reasons, missing):
    classes = collections.defaultdict(lambda: collections.Counter())
    for row in baseline:
        verdict, reason = judge(row, got, reasons)
        classes[row[1]]["all"] += 1
        if verdict:
            classes[row[1]][verdict] += 1
        else:
            missing[reason][row[1]].append(plain(row[2]))
    total = sum(classes.values(), collections.Counter())
    yield f"\n## {TITLES[suite]}\n"
    yield "| class | tests | passed | passed on one broker instead of several | does not pass |"
    yield "|---|--:|--:|--:|--:|"
    for name, count in list(sorted(classes.items())) + [("**all**", total)]:
        rest = count["all"] - count["passed"] - count["smaller"]
        cells = [name.removeprefix("org.apache.kafka."), *(number or "" for number in (count["all"], count["passed"], count["smaller"], rest))]
        yield "| " + " | ".join(map(str, cells)) + " |"


def overview(baselines, missing):
    failing = sum(len(tests) for classes in missing.values() for tests in classes.values())
    total = sum(map(len, baselines.values()))
    yield f"\n**{total - failing} of {total} tests pass.** What the others need:\n"
    yield "| needed | tests |"
    yield "|---|--:|"
    for reason in by_size(missing):
        yield f"| {reason} | {sum(map(len, missing[reason].values()))} |"


def by_size(missing):
    return sorted(missing, key=lambda reason: -sum(map(len, missing[reason].values())))


def listing(missing, baseline_sizes):
    yield "\n## What does not pass, by what it needs\n"
    for reason in by_size(missing):
        classes = missing[reason]
        yield f"\n### {reason[0].upper() + reason[1:]}: {sum(map(len, classes.values()))}\n"
        for name, tests in sorted(classes.items()):
            short = name.removeprefix("org.apache.kafka.")
            if len(tests) == baseline_sizes[name]:
                yield f"- `{short}`: all {len(tests)}" if len(tests) > 1 else f"- `{short}`: `{tests[0]}`"
            else:
                yield f"- `{short}`: " + ", ".join(f"`{test}`" for test in sorted(tests))


def main():
    reasons = Reasons()
    missing = collections.defaultdict(lambda: collections.defaultdict(list))
    baselines = {suite: rows(HERE / "baseline" / f"{suite}.tsv") for suite in SUITES}
    sizes = collections.Counter(row[1] for baseline in baselines.values() for row in baseline)
    tables = [line for suite in SUITES for line in table(suite, baselines[suite], results(suite), reasons, missing)]
    text = (HERE / "page.md").read_text() + "\n".join([*overview(baselines, missing), *tables, *listing(missing, sizes)]) + "\n"
    PAGE.write_text(re.sub(r"\n{3,}", "\n\n", text))
    unexplained = {reason: classes for reason, classes in missing.items() if reason.startswith("? ")}
    for reason, classes in unexplained.items():
        for name, tests in classes.items():
            print(name, ", ".join(tests), reason, sep="\t")
    sys.exit(1 if unexplained else 0)


main()
