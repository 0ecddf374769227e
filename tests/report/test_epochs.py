"""The line of an epoch and the line that moves."""

from __future__ import annotations

from dlcli.report.epochs import EpochLines, Pace, progress_line
from dlcli.run.events import EpochEnded, Progressed

FIGURES = [
    {"loss": 12.3456, "accuracy": 0.5, "val_loss": 0.71043, "val_accuracy": 0.794},
    {"loss": 0.6413, "accuracy": 0.78934, "val_loss": 0.001234, "val_accuracy": 1.0},
    {"loss": float("nan"), "accuracy": 0.78934, "val_loss": 0.71043, "val_accuracy": 0.794},
]
LINES = """\
epoch  1/15  loss   12.35  accuracy  0.5000  val_loss  0.7104  val_accuracy  0.7940    0.4 s  best
epoch  2/15  loss  0.6413  accuracy  0.7893  val_loss 0.001234  val_accuracy   1.000    0.4 s  best
epoch  3/15  loss     nan  accuracy  0.7893  val_loss   0.7104  val_accuracy  0.7940    0.4 s
"""


def progressed(step: int) -> Progressed:
    return Progressed(step, total_steps=1005, epoch=2, step_of_epoch=step - 67, steps_per_epoch=67, loss=0.51234)


def test_the_lines_of_epochs_stand_in_columns() -> None:
    epochs = EpochLines(15)
    lines = [
        epochs.line(EpochEnded(number, 67 * number, 1005, figures, 0.42, best=number < 3))
        for number, figures in enumerate(FIGURES, start=1)
    ]
    assert "".join(f"{line.plain}\n" for line in lines) == LINES


def test_updates_that_were_left_out_are_told() -> None:
    ended = EpochEnded(1, 9, 18, {"loss": 0.2}, 0.4, best=True, fall_to={"learning_rate": 0.001}, skipped=1)
    line = EpochLines(2).line(ended).plain
    assert line == "epoch 1/2  loss  0.2000    0.4 s  best  1 update left out  learning_rate falls to 0.001"
    line = EpochLines(2).line(EpochEnded(1, 9, 18, {"loss": 0.2}, 0.4, best=False, skipped=1200)).plain
    assert line == "epoch 1/2  loss  0.2000    0.4 s  1,200 updates left out"


def test_a_wait_for_data_is_told_where_it_is_long() -> None:
    ended = [(9.0, 0.19), (9.0, 0.354), (2.0, 0.354)]
    lines = [EpochEnded(1, 9, 18, {"loss": 0.2}, seconds, best=False, waited=share) for seconds, share in ended]
    assert [EpochLines(2).line(each).plain for each in lines] == [
        "epoch 1/2  loss  0.2000    9.0 s",
        "epoch 1/2  loss  0.2000    9.0 s  waited for data 35%",
        "epoch 1/2  loss  0.2000    2.0 s",
    ]


def test_figures_of_training_come_first() -> None:
    figures = {"val_loss": 0.1, "loss": 0.2}
    assert EpochLines(1).line(EpochEnded(1, 1, 1, figures, 0.4, best=False)).plain == (
        "epoch 1/1  loss  0.2000  val_loss  0.1000    0.4 s"
    )


def test_the_moving_line_says_where_the_training_is() -> None:
    assert progress_line(progressed(100), epochs=15, left=65.0).plain == (
        "━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  epoch 2/15  step 33/67  loss 0.5123  1 min 05 s left"
    )


def test_time_left_comes_from_the_steps_after_the_first_call() -> None:
    pace = Pace()
    assert pace.left(progressed(5), now=100.0) is None
    assert pace.left(progressed(105), now=101.0) == 9.0


def test_an_epoch_after_which_the_learning_rate_falls_says_so() -> None:
    low = {"learning_rate": 0.001}
    event = EpochEnded(1, 1, 1, {"loss": 0.5}, 0.4, best=False, learning_rates={"learning_rate": 0.01}, fall_to=low)
    assert EpochLines(1).line(event).plain.endswith("  0.4 s  learning_rate falls to 0.001")
