"""What is said of a training that diverged."""

from __future__ import annotations

from math import inf, nan

from dlcli.run.divergence import ADVICE, diverged


def test_all_that_is_known_is_said() -> None:
    error = diverged(
        step=120,
        loss=nan,
        rows=[3, 17, 4, 90, 2, 55, 8],
        learning_rate=0.1,
        norm=inf,
    )
    assert error.exit_code == 5
    assert str(error) == (
        "the loss is not a number: examples 3, 17, 4, 90, 2 and 2 more, learning_rate 0.1, gradient norm infinite, "
        f"step 120; {ADVICE}"
    )


def test_what_is_not_known_is_left_out() -> None:
    assert str(diverged(step=3)) == f"the loss is not finite, step 3; {ADVICE}"
    told = str(diverged(step=3, what="weights of dense are not finite", learning_rate=1e30, norm=12.3456))
    assert told == f"weights of dense are not finite: learning_rate 1e+30, gradient norm 12.3, step 3; {ADVICE}"
    assert "infinite: examples 7, step 1" in str(diverged(step=1, loss=inf, rows=[7]))
