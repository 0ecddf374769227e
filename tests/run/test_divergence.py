"""What is said of a training that diverged."""

from __future__ import annotations

from dlcli.run.divergence import ADVICE, diverged


def test_all_that_is_known_is_said() -> None:
    error = diverged("the loss is not finite", step=120, rows=[3, 17, 4, 90, 2, 55, 8], rates={"learning_rate": 0.1})
    assert error.exit_code == 5
    assert str(error) == (
        f"the loss is not finite: examples 3, 17, 4, 90, 2 and 2 more, learning_rate 0.1, step 120; {ADVICE}"
    )


def test_few_examples_are_all_told_and_none_are_left_out() -> None:
    assert "finite: examples 7, 3, learning_rate" in str(
        diverged("finite", step=1, rows=[7, 3], rates={"learning_rate": 1.0})
    )
    assert (
        str(diverged("so", step=3, rows=[], rates={"learning_rate": 1e30}))
        == f"so: learning_rate 1e+30, step 3; {ADVICE}"
    )
