"""Compares the calendars of a running system with the Python package `holidays`, day by day.

Usage: compare.py GRPCURL ADDRESS
Needs holidays==0.109 and Python 3.11. `differences.toml` beside this file says where the two differ and why. A difference without an
explanation fails, and so does an explanation of a difference that is no more.
"""

import datetime
import json
import pathlib
import subprocess
import sys
import tomllib

import holidays

PACKAGE = "0.109"
YEARS = range(2024, 2028)
MARKETS = ["CN", "ID", "IN", "JP", "KR", "MY"]
DIFFERENCES = pathlib.Path(__file__).with_name("differences.toml")
LIST = "marketguidance.v1.CatalogService/ListCalendarWindows"
CALL_SECONDS = 30

ONE_DAY = datetime.timedelta(days=1)


class Difference(Exception):
    """The two calendars differ and nobody has said why, or no longer do where somebody has."""


# --- What each side says ---------------------------------------------------------------------------------------------


def theirs(market, category="public"):
    """Days of a category in the package."""
    return set(holidays.country_holidays(market, years=YEARS, categories=(category,)))


def their_workdays(market):
    """Days of the weekend that the package says are worked."""
    calendar = holidays.country_holidays(market, years=YEARS)
    return {day for day in calendar.weekend_workdays if day.year in YEARS}


def ours(windows):
    """Days of windows whose days are known, and in which years some are not."""
    days, awaited = set(), set()
    for window in windows:
        if "startsOn" not in window:
            awaited.add(window["year"])
            continue
        day, last = (datetime.date.fromisoformat(window[key]) for key in ("startsOn", "endsOn"))
        while day <= last:
            days.add(day)
            day += ONE_DAY
    return days, sorted(awaited)


def subjects(market, windows):
    """What is compared of a market: its name, our windows, their days."""

    def of_kind(kind):
        return [window for window in windows if window["kind"] == kind]

    yield "public_holiday", of_kind("public_holiday"), theirs(market)
    if market == "CN":
        yield "make_up_workday", of_kind("make_up_workday"), their_workdays(market)
    if market == "ID":
        leave = [window for window in windows if window["id"] == "id-joint-leave"]
        yield "joint_leave", leave, theirs(market, "government")


# --- Where they differ, and why --------------------------------------------------------------------------------------


def explanations():
    """Why a day is on one side only, by market, what is compared, side and day."""
    why = {}
    for one in tomllib.loads(DIFFERENCES.read_text()).get("difference", []):
        for day in map(datetime.date.fromisoformat, one["days"]):
            key = (one["market"], one["what"], one["only"], day)
            if key in why:
                raise Difference(f"{' '.join(map(str, key))} is explained twice; keep one")
            why[key] = one["why"]
    return why


def compare(ask):
    """Prints how far both sides agree, each difference with its reason. `ask` sends a request and gives the answer.

    Raises Difference where a reason is missing or has become idle.
    """
    if holidays.__version__ != PACKAGE:
        raise Difference(f"the explanations are of holidays {PACKAGE}, here is {holidays.__version__}; install that")
    why = explanations()
    used, unexplained = set(), []
    print(f"   holidays {PACKAGE}, {YEARS[0]} to {YEARS[-1]}      both  only ours  only theirs  agreement  awaited")
    reasons = {}
    for market in MARKETS:
        request = {"market": market, "from": str(YEARS[0]), "until": str(YEARS[-1]), "page_size": 1000}
        windows = ask(LIST, request)["windows"]
        for what, our_windows, their_days in subjects(market, windows):
            our_days, awaited = ours(our_windows)
            both, either = our_days & their_days, our_days | their_days
            found = [("ours", day) for day in our_days - their_days] + [("theirs", day) for day in their_days - our_days]
            years = ", ".join(map(str, awaited)) or "-"
            counts = f"{len(both):4}  {len(our_days - their_days):9}  {len(their_days - our_days):11}"
            print(f"   {market} {what:<28} {counts}  {len(both) / len(either):8.1%}   {years}")
            for only, day in sorted(found, key=lambda one: one[1]):
                key = (market, what, only, day)
                reason = why.get(key, "NOBODY HAS SAID WHY")
                reasons.setdefault((market, what, only, reason), []).append(str(day))
                (used.add(key) if key in why else unexplained.append(key))
    for (market, what, only, reason), days in reasons.items():
        print(f"   {market} {what}, only {only}: {', '.join(days)}\n      {reason}")
    idle = [" ".join(map(str, key)) for key in why if key not in used]
    if unexplained:
        raise Difference(f"{len(unexplained)} differences without a reason in {DIFFERENCES.name}")
    if idle:
        raise Difference(f"no difference any more, take it out of {DIFFERENCES.name}: {'; '.join(idle)}")


def main(grpcurl, address):
    def ask(method, request):
        command = [grpcurl, "-plaintext", "-max-time", str(CALL_SECONDS), "-d", json.dumps(request), address, method]
        done = subprocess.run(command, capture_output=True, text=True, timeout=2 * CALL_SECONDS, check=False)
        if done.returncode != 0:
            raise Difference(f"{method}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    compare(ask)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Difference as difference:
        sys.exit(f"error: {difference}")
