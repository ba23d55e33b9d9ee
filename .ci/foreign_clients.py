"""Starts the system with `cargo up` and asks it what a stranger would: stock grpcurl, no .proto files.

Usage: foreign_clients.py GRPCURL, with a Python that has holidays==0.109
Ends with exit code 1 and one line on what did not hold.
"""

import base64
import contextlib
import json
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/tools/holidays"))
import compare  # noqa: E402  (its folder is no package)

BUILD_SECONDS = 20 * 60
STOP_SECONDS = 45
CALL_SECONDS = 30

GUIDANCE = "marketguidance.v1.GuidanceService"
CATALOG = "marketguidance.v1.CatalogService"
RULEBOOK = "marketguidance.v1.RulebookService"
HEALTH = "grpc.health.v1.Health"


class Fault(Exception):
    """Something does not hold."""


def hold(condition, claim, seen=None):
    """Says that a claim holds, or fails with what was seen in its place."""
    if not condition:
        raise Fault(f"{claim}; seen: {json.dumps(seen, ensure_ascii=False)[:2000]}")
    print(f"   ok  {claim}")


# --- The system, started and stopped ---------------------------------------------------------------------------------


class System:
    """A running `cargo up`, alone in a session of its own, so that whatever it leaves behind can be found."""

    def __init__(self, data):
        command = ["cargo", "up", "--data", data, "--gateway", "127.0.0.1:0", "--host", "127.0.0.1:0"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.gateway, self.host = self._addresses()

    def _addresses(self):
        out_of_time = threading.Timer(BUILD_SECONDS, self.process.kill)
        out_of_time.start()
        try:
            for line in self.process.stdout:
                print(f"   |   {line}", end="")
                ready = re.match(r"ready: gateway (\S+), module host (\S+),", line)
                if ready:
                    return ready.groups()
        finally:
            out_of_time.cancel()
        raise Fault(f"`cargo up` ended with {self.process.wait()} before its ready line")

    def processes(self):
        """Process ids of the session that still run."""
        found = []
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                # Fields after the name, which is in parentheses and may hold anything: state, parent, group, session.
                state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
                if int(session) == self.process.pid and state not in "ZX":
                    found.append(int(stat.parent.name))
        return found

    def stop(self, by):
        """Sends a signal to `guidance up` alone. Returns its exit code and the processes it left behind."""
        watched = []
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                watched.append(os.pidfd_open(pid))
        self.process.send_signal(by)
        code = self.process.wait(STOP_SECONDS)
        if by == signal.SIGKILL:
            # Nobody waits for the services then; they see the end of their input and drain in their own time.
            await_ends(watched)
        for watch in watched:
            os.close(watch)
        return code, [name(pid) for pid in self.processes()]

    def end(self):
        """Leaves nothing behind, whatever went wrong before."""
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def await_ends(watched):
    """Waits until every process has ended, or time is up."""
    deadline = time.monotonic() + STOP_SECONDS
    pending = set(watched)
    while pending and (left := deadline - time.monotonic()) > 0:
        ended, _, _ = select.select(pending, [], [], left)
        pending -= set(ended)


def name(pid):
    with contextlib.suppress(OSError):
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    return str(pid)


@contextlib.contextmanager
def running(data):
    system = System(data)
    try:
        yield system
    finally:
        system.end()


# --- A client that knows nothing but the address ---------------------------------------------------------------------


class Client:
    def __init__(self, grpcurl, address):
        self.grpcurl = grpcurl
        self.address = address

    def run(self, *words, request=None):
        data = [] if request is None else ["-d", json.dumps(request)]
        command = [self.grpcurl, "-plaintext", "-max-time", str(CALL_SECONDS), *data, self.address, *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=2 * CALL_SECONDS, check=False)

    def text(self, *words):
        done = self.run(*words)
        if done.returncode != 0:
            raise Fault(f"grpcurl {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    def ask(self, method, request):
        done = self.run(method, request=request)
        if done.returncode != 0:
            raise Fault(f"{method} {json.dumps(request)}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def ask_all(self, method, request):
        """Every message of a stream."""
        done = self.run(method, request=request)
        if done.returncode != 0:
            raise Fault(f"{method} {json.dumps(request)}: {done.stderr.strip()}")
        messages, rest, decoder = [], done.stdout.strip(), json.JSONDecoder()
        while rest:
            message, end = decoder.raw_decode(rest)
            messages.append(message)
            rest = rest[end:].strip()
        return messages

    def refusal(self, method, request):
        done = self.run(method, request=request)
        if done.returncode == 0:
            raise Fault(f"{method} {json.dumps(request)} was answered and should have been refused")
        code = re.search(r"Code: (\w+)", done.stderr)
        # Details of a type that reflection does not describe come as base64; their texts can be read all the same.
        raw = [base64.b64decode(value).decode(errors="replace") for value in re.findall(r'"@value":"([^"]*)"', done.stderr)]
        return code.group(1) if code else "none", "\n".join([done.stderr, *raw])


# --- What must hold ----------------------------------------------------------------------------------------------------


def markets_in_the_tree():
    codes = set()
    for file in (ROOT / "country-modules").glob("*/module.yaml"):
        codes.update(re.findall(r"^market: *([A-Z]{2})\b", file.read_text(), re.MULTILINE))
    return codes - {"ZZ"}


def documents(module, kind):
    """How many documents of a kind a module has; the first key of a document is its kind."""
    files = (ROOT / "country-modules" / module).glob("**/*.yaml")
    return sum(len(re.findall(rf"^{kind}:", file.read_text(), re.MULTILINE)) for file in files)


def check_reflection(client):
    services = set(client.text("list").split())
    hold({GUIDANCE, CATALOG, RULEBOOK, HEALTH} <= services, "reflection lists every service", sorted(services))
    described = client.text("describe", "marketguidance.v1.ReviewPlanRequest")
    hold("string market = 1" in described, "reflection describes messages", described)


def check_markets(client):
    markets = client.ask(f"{CATALOG}/ListMarkets", {})["markets"]
    states = {market["market"]: market["state"] for market in markets}
    expected = {code: "MARKET_STATE_SERVING" for code in markets_in_the_tree()}
    hold(states == expected, "every market of the tree serves", markets)
    for code in sorted(expected):
        answer = client.ask(f"{HEALTH}/Check", {"service": f"market/{code}"})
        hold(answer.get("status") == "SERVING", f"market/{code} is healthy", answer)


def check_advice(client):
    def platforms(**dates):
        request = {"market": "IN", "brief": {"sector": "legal"}, **dates}
        channels = client.ask(f"{GUIDANCE}/AdviseMarket", request).get("channels", [])
        return [channel["platform"] for channel in channels]

    today, then = platforms(), platforms(as_of="2010-03-31")
    hold(today and "orkut" not in today, "in India today there is advice, and Orkut is not part of it", today)
    hold(then[:1] == ["orkut"], "in India in March 2010 Orkut leads", then)


def check_facts(client):
    # Founding claims: Chinese internet users, then users of Qzone, Xiaonei, Kaixin001 and Facebook.
    claims = {"S007": 338_000_000, "S011": 183_000_000, "S012": 40_000_000, "S013": 30_000_000, "S014": 400_000}
    request = {"market": "CN", "as_of": "2010-03", "ids": [*claims, "access/twitter", "access/google-wave"]}
    facts = client.ask(f"{CATALOG}/ListFacts", request)["facts"]
    values = {fact["key"]: fact.get("value", {}) for fact in facts}
    found = {claim: int(value.get("integer", 0)) for value in values.values() for claim in value.get("claims", [])}
    hold(claims.items() <= found.items(), "the figures of March 2010 are there for China, by claim", facts)
    for key, word in [("access/twitter", "blocked"), ("access/google-wave", "open")]:
        hold(values.get(key, {}).get("word") == word, f"{key} is {word} in China in March 2010", values.get(key))


def check_review(client):
    channel = {"id": "c1", "platform": "Facebook", "purpose": "brand"}
    plan = {"sector": "legal", "run_from": "abroad", "meets_in_person": False, "channels": [channel]}

    def review(**dates):
        return client.ask(f"{GUIDANCE}/ReviewPlan", {"market": "CN", "plan": plan, **dates})

    for when, answer, instead in [("today", review(), "wechat"), ("in March 2010", review(as_of="2010-03"), "qzone")]:
        hold(answer.get("verdict") == "VERDICT_NO_GO", f"Facebook in China is a no {when}", answer.get("verdict"))
        findings = [finding for finding in answer["findings"] if finding.get("path") == "channels[0].platform"]
        fixes = [fix for finding in findings for fix in finding.get("fixes", []) if fix["action"] == "set"]
        first = [json.loads(fix["values"][0]) for fix in fixes if fix.get("values")]
        hold(instead in first, f"{instead} is the first thing to use instead {when}", findings)


def check_amendment(client):
    endorsement = {"id": "e1", "channel": "c1", "paid": True, "content_directed_by_us": True, "disclosure": ""}
    plan = {"channels": [{"id": "c1", "platform": "LINE"}], "endorsements": [endorsement]}
    request = {"market": "JP", "as_of": "2026-11-22", "plan": plan}
    answer = client.ask(f"{GUIDANCE}/AmendPlan", request)
    changes = [(one["ruleId"], one["path"], one["after"]) for one in answer.get("changes", [])]
    label = ("JP-LAW-001", "endorsements[0].disclosure", '"広告"')
    hold(changes == [label], "a plan for Japan gets its label and nothing else", changes)
    again = client.ask(f"{GUIDANCE}/AmendPlan", {**request, "plan": answer["plan"]})
    hold(not again.get("changes") and again["plan"] == answer["plan"], "amended again, nothing changes", again)


def check_explanation(client):
    request = {"market": "CN", "rule_id": "CN-RCH-001", "plan": {"channels": [{"id": "c1", "platform": "Facebook"}]}}
    answer = client.ask(f"{GUIDANCE}/ExplainFinding", request)
    roles = [condition["role"] for condition in answer["conditions"]]
    expected = ["in_force", "market", "for_each", "applies_if", "let state", "fails_if"]
    hold(roles == expected, "a finding is explained condition by condition", roles)
    first = answer["whatIf"][0]
    seen = (first["path"], first["value"], first["outcome"])
    hold(seen == ("channels[0].platform", '"wechat"', "OUTCOME_PASS"), "WeChat would be another outcome", answer["whatIf"])


def check_rulebook(client):
    rule = client.ask(f"{RULEBOOK}/GetRule", {"market": "CN", "rule_id": "CN-RCH-001"})
    heading = rule["page"].splitlines()[0]
    hold(heading == "# CN-RCH-001: A planned channel cannot be reached from mainland China", "a rule is a page", heading)
    hold(rule["check"]["reads"] == ["access/*"], "and says which facts it reads", rule["check"])

    request = {"market": "CN", "as_of": "2026-11-22", "from": "2009", "until": "2009"}
    changes = client.ask(f"{RULEBOOK}/ListChanges", request)["changes"]
    facebook = [(one["kind"], one["after"]) for one in changes if one["id"] == "access/facebook"]
    hold(facebook[-1:] == [("fact_changes", "blocked")], "among the changes of 2009 Facebook is blocked in China", changes)

    coverage = client.ask(f"{RULEBOOK}/GetCoverage", {"market": "IN", "as_of": "2026-11-22"})
    for kind in ["scenario", "platform"]:
        hold(coverage[f"{kind}s"] == documents("india", kind), f"every {kind} of India is counted", coverage)

    facts = client.ask(f"{RULEBOOK}/ListStaleFacts", {"market": "IN", "as_of": "2026-11-22", "page_size": 1000})["facts"]
    days = [fact["due"] for fact in facts]
    hold(days == sorted(days) and days[-1] <= "2026-11-22", "what nobody has looked at comes longest overdue first", days)


def check_calendar(client):
    def windows(market, year):
        request = {"market": market, "as_of": "2026-11-22", "from": year, "until": year}
        return client.ask(f"{CATALOG}/ListCalendarWindows", request)["windows"]

    festival = next(one for one in windows("CN", "2027") if one["id"] == "cn-spring-festival")
    seen = (festival["startsOn"], festival["endsOn"], festival["status"])
    hold(seen == ("2027-02-05", "2027-02-12", "CALENDAR_STATUS_ESTIMATED"), "Spring Festival 2027 is estimated", festival)
    awaited = next(one for one in windows("CN", "2027") if one["id"] == "cn-make-up-workdays")
    is_hole = awaited["status"] == "CALENDAR_STATUS_AWAITING_NOTICE" and "startsOn" not in awaited
    hold(is_hole, "the make-up workdays of 2027 await their notice", awaited)
    substitutes = [(one["startsOn"], one["inLieuOf"]) for one in windows("JP", "2026") if "inLieuOf" in one]
    hold(substitutes == [("2026-05-06", "2026-05-03")], "Japan makes up for 3 May 2026 on 6 May", substitutes)


def check_against_holidays(client):
    try:
        compare.compare(client.ask)
    except compare.Difference as difference:
        raise Fault(str(difference)) from difference
    hold(True, "every difference from the package holidays has its reason")


def check_platforms(client):
    platform = client.ask(f"{CATALOG}/GetPlatform", {"market": "CN", "platform": "微信"})["platform"]
    hold(platform["id"] == "wechat", "a platform is found by its local name", platform)
    request = {"market": "CN", "platform": "Facebook", "as_of": "2010-03"}
    found = client.ask(f"{CATALOG}/FindSubstitutes", request).get("substitutes", [])
    hold([one["platform"] for one in found][:1] == ["qzone"], "in 2010 Qzone is what stands in for Facebook", found)
    playbook = client.ask(f"{CATALOG}/GetPlaybook", {"market": "CN"})
    hold(playbook["stages"][0]["id"] == "listen" and playbook["rules"], "the playbook begins with listening", playbook["stages"])


def check_comparison(client):
    channel = {"id": "c1", "platform": "Facebook", "purpose": "brand"}
    request = {"markets": ["CN", "jp", "CM"], "plan": {"run_from": "abroad", "channels": [channel]}}
    rows = {row["market"]: row for row in client.ask_all(f"{GUIDANCE}/CompareMarkets", request)}
    hold(set(rows) == {"CN", "JP", "CM"}, "a comparison has a row for each market", sorted(rows))
    hold(rows["CN"]["review"]["verdict"] == "VERDICT_NO_GO", "the plan is reviewed for China", rows["CN"])
    hold("verdict" in rows["JP"].get("review", {}), "and for Japan", rows["JP"])
    status = rows["CM"].get("status", {})
    details = {detail.get("reason") for detail in status.get("details", [])}
    hold(status.get("code") == 5 and "UNKNOWN_MARKET" in details, "an unknown market is a row with its status", status)
    rows = client.ask_all(f"{GUIDANCE}/CompareMarkets", {"markets": ["*"], "brief": {"sector": "legal"}})
    advised = {row["market"] for row in rows if row.get("advice", {}).get("channels")}
    hold(advised == markets_in_the_tree(), "a star is every market of the tree", sorted(advised))
    code, message = client.refusal(f"{GUIDANCE}/CompareMarkets", {"markets": ["CN", "cn"]})
    hold(code == "InvalidArgument" and "markets[1]" in message and "brief" in message, "all that is wrong is told at once", message)


def check_unknown_market(client):
    code, message = client.refusal(f"{CATALOG}/GetMarket", {"market": "CM"})
    hold(code == "NotFound", "an unknown market is NotFound", message)
    hold(re.search(r"nearest\W+CN\b", message), "the details of the refusal name the nearest market", message)
    code, message = client.refusal(f"{CATALOG}/GetMarket", {})
    hold(code == "InvalidArgument", "a request without a market is InvalidArgument", message)
    # These come from the module itself: headers without a body all the way through.
    code, message = client.refusal(f"{RULEBOOK}/GetRule", {"market": "CN", "rule_id": "CN-RCH-1"})
    hold(code == "NotFound" and "CN-RCH-001" in message, "an unknown rule is NotFound, with the nearest", message)
    code, message = client.refusal(f"{CATALOG}/ListFacts", {"market": "CN", "as_of": "yesterday"})
    hold(code == "InvalidArgument", "what is no date is InvalidArgument", message)


def check_both_answer_alike(gateway, host):
    request = {"market": "CN", "as_of": "2010-03", "page_size": 1000, "view": "VIEW_FULL"}
    method = f"{CATALOG}/ListFacts"
    hold(gateway.ask(method, request) == host.ask(method, request), "gateway and module host give the same answer")


CHECKS = [
    check_reflection,
    check_markets,
    check_advice,
    check_facts,
    check_review,
    check_amendment,
    check_explanation,
    check_rulebook,
    check_calendar,
    check_platforms,
    check_comparison,
    check_unknown_market,
]


def main(grpcurl):
    with tempfile.TemporaryDirectory(prefix="guidance-data-") as data:
        with running(data) as system:
            gateway, host = Client(grpcurl, system.gateway), Client(grpcurl, system.host)
            for where, client in [("gateway", gateway), ("module host", host)]:
                print(f"-- {where} on {client.address}")
                for check in CHECKS:
                    check(client)
            check_both_answer_alike(gateway, host)
            check_against_holidays(gateway)
            code, left = system.stop(signal.SIGINT)
            hold(code == 0, "Ctrl-C ends `cargo up` with exit code 0", code)
            hold(not left, "and leaves no process behind", left)
        with running(data) as system:
            _, left = system.stop(signal.SIGKILL)
            hold(not left, "kill -9 leaves no process behind either", left)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Fault as fault:
        sys.exit(f"error: {fault}")
