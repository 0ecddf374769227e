"""The same numbers on every strategy: trains many recipes on each, and prints how far they are from one device's.

Example:
    python -m tests.engine.on_every_strategy --quick
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.engine.cases import CASES, DRAWN, EXACT, QUICK, write_cases
from tests.engine.differences import QUANTITIES, differences, text, worst
from tests.engine.strategies import OTHERS, REFERENCE, train_all, trained

SECONDS = 1800.0
TWO = ("mirrored-2", "multi_worker-2")
"""The strategies of two replicas."""
Table = dict[str, dict[str, float]]
"""The largest difference of each quantity, for each case or strategy."""


def compared(strategy: str, names: Sequence[str], folder: Path, reference: str = REFERENCE) -> tuple[Table, list[str]]:
    """Each case's differences from the reference, and what failed."""
    table: Table = {}
    failures = []
    for name in names:
        try:
            runs = [trained(each, name, folder) for each in (reference, strategy)]
        except AssertionError as error:
            failures.append(f"{strategy}: {error}")
        else:
            table[name] = differences(*runs)
    return table, failures


def too_far(strategy: str, table: Table) -> list[str]:
    """The cases whose numbers are further apart than their bound."""
    return [
        f"{strategy}: {name} is {worst(found):.1e} from one device, at most {CASES[name].bound:g} is right"
        for name, found in table.items()
        if not worst(found) <= CASES[name].bound
    ]


def show(title: str, rows: Mapping[str, Mapping[str, float]]) -> None:
    """Prints a table of quantities."""
    width = max(map(len, [title, *rows]))
    print(title.ljust(width), *(f"{name:>10}" for name in QUANTITIES))
    for name, found in rows.items():
        print(name.ljust(width), *(f"{text(found.get(quantity)):>10}" for quantity in QUANTITIES))
    print(flush=True)


def largest(table: Table, bound: float) -> dict[str, float]:
    """The largest difference of each quantity over all cases of a precision."""
    cases = [found for name, found in table.items() if CASES[name].bound == bound]
    return {
        quantity: max(found[quantity] for found in cases if quantity in found)
        for quantity in QUANTITIES
        if any(quantity in found for found in cases)
    }


def on_all(names: Sequence[str], strategies: Sequence[str], folder: Path) -> tuple[Table, list[str]]:
    """Trains everything and prints a table for each strategy; the largest differences, and what is wrong."""
    write_cases(folder)
    rows: Table = {}
    bad: list[str] = []
    train_all(REFERENCE, names, folder, seconds=SECONDS)
    for strategy in strategies:
        train_all(strategy, [*names, DRAWN.name], folder, seconds=SECONDS)
        table, failures = compared(strategy, names, folder)
        show(strategy, table)
        for bound in sorted({CASES[name].bound for name in table}):
            rows[f"{strategy}, {'float64' if bound == EXACT else 'float32'}"] = largest(table, bound)
        bad += failures + too_far(strategy, table)
    if set(TWO) <= set(strategies):
        found, failures = compared(TWO[1], [*names, DRAWN.name], folder, TWO[0])
        rows["of two workers, from two devices"] = {
            quantity: max(row.get(quantity, 0.0) for row in found.values()) for quantity in QUANTITIES
        }
        bad += failures
        if not worst(found[DRAWN.name]) <= EXACT:
            bad.append("two workers do not draw what two devices draw")
    return rows, bad


def main() -> int:
    """Reads the command line, trains everything, prints the tables; 1 where something is too far apart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few recipes on two devices")
    parser.add_argument("--strategies", nargs="+", choices=OTHERS, default=OTHERS)
    parser.add_argument("--cases", nargs="+", choices=list(CASES), metavar="CASE", default=list(CASES))
    given = parser.parse_args()
    names, strategies = (QUICK, OTHERS[:1]) if given.quick else (given.cases, given.strategies)
    with tempfile.TemporaryDirectory() as folder:
        rows, bad = on_all(names, strategies, Path(folder))
    show(f"{len(names)} recipes", rows)
    print("\n".join(bad) or "every difference is within its bound")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
