"""What will be trained: the recipe's part, shown at once, and the part that is known when everything is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dlcli.parts.losses._loss import Loss
from dlcli.recipe.transformed import transforms_of
from dlcli.report import wording
from dlcli.report.cells import printable, wrapped
from dlcli.report.layers import network_tables, parameters_line

if TYPE_CHECKING:
    from rich.text import Text

    from dlcli.build.task import Task
    from dlcli.parts.facts import Facts, Label
    from dlcli.parts.part import Part
    from dlcli.recipe.check import Checked

_INDENT, _KEY = "  ", 12
_NARROWEST, _MOST_LINES = 20, 3


def read_part(checked: Checked, *, width: int) -> list[Text]:
    """What the recipe alone tells; the layers wait where their sizes do."""
    from rich.text import Text

    recipe = checked.recipe
    name = recipe.name or ""
    about = wording.cut(" ".join((recipe.description or "").split()), width - len(name) - 2)
    lines = [Text.assemble((name, "bold"), f"  {about}" if about else "")]
    lines += data_part(checked, width=width)
    return [*lines, *network_part(checked, width=width), *rule_part(checked, width=width)]


def data_part(checked: Checked, *, width: int) -> list[Text]:
    """Source, features, transforms, augmentation, label."""
    source = checked.recipe.data.source
    room = width - _KEY - len(_INDENT)
    lines = [_fact("data", wording.phrase(source), width)]
    taken = [(name, checked.facts.features[name]) for name in checked.taken()]
    if taken:
        lines.append(_fact("features", "; ".join(wording.feature(name, given) for name, given in taken), width))
    recipe = checked.recipe
    kinds = _kinds(checked.facts)
    if len(kinds) > 1:
        lines.append(
            _fact("columns", "; ".join(f"{kind}: {wording.names(kinds[kind], room)}" for kind in kinds), width)
        )
    several = isinstance(recipe.data.transforms, dict)
    used = {*checked.taken(), *checked.facts.labels, *(part for _, given in taken for part in given.beside)}
    for name, rows in transforms_of(recipe, checked.facts).items():
        if name not in used:
            continue
        of = f"{printable(name)}: " if several else ""
        lines.append(_fact("transforms", of + _listed([each.transform for each in rows]), width))
    if recipe.regularization.augmentation:
        lines.append(_fact("augmented", _listed(recipe.regularization.augmentation), width))
    labels = aims(checked)
    lines += [_fact("label", label_text(name, label, room=2 * room), width) for name, label in labels.items()]
    return lines


def _kinds(facts: Facts) -> dict[str, tuple[str, ...]]:
    """The columns of a table by their kind."""
    kinds = dict.fromkeys(each.kind for each in facts.features.values() if each.kind is not None)
    return {kind: tuple(name for name, each in facts.features.items() if each.kind == kind) for kind in kinds}


def aims(checked: Checked) -> Mapping[str, Label]:
    """The labels that are to be predicted; none where the objective looks at none."""
    return checked.facts.labels if checked.recipe.objective.compares == "labels" else {}


def _listed(parts: Sequence[Part]) -> str:
    return ", ".join(_with_arguments(each.word, wording.arguments(each)) for each in parts)


def _with_arguments(word: str, arguments: str) -> str:
    return f"{word} ({arguments})" if arguments else word


def label_text(name: str, label: Label, *, room: int) -> str:
    """What is to be predicted: how many classes and which, or which of two is 1."""
    given = f"{printable(name)}: " if name != "label" else ""
    if label.kind == "binary" and label.names:
        negative, positive = (wording.cut(each, room // 3) for each in label.names)
        return f"{given}{positive} is 1, {negative} is 0"
    if label.kind in ("classes", "multi_label"):
        of = "any of " if label.kind == "multi_label" else ""
        head = f"{given}{of}{wording.counted(label.classes, 'class', 'classes')}"
        return f"{head}: {wording.names(label.names, room - len(head) - 2)}" if label.names else head
    if label.kind == "number" and label.shape:
        return f"{given}{'×'.join('?' if size is None else str(size) for size in label.shape)} numbers"
    return given + {"binary": "0 or 1", "number": "a number"}.get(label.kind or "", "? (the data says)")


def network_part(checked: Checked, *, width: int) -> list[Text]:
    """The layers with shapes and sizes."""
    from rich.text import Text

    more = f"dlcli summary {checked.draft.path}"
    tables = network_tables(checked.networks, width=width, more=printable(more))
    return [Text(), *tables, Text(), _fact("parameters", parameters_line(checked), width)]


def rule_part(checked: Checked, *, width: int) -> list[Text]:
    """Objective, loss, metrics, optimizer, regularization."""
    recipe = checked.recipe
    lines = []
    if recipe.objective.word != "supervised":
        lines.append(_fact("objective", wording.phrase(recipe.objective), width))
    if not checked.heads and isinstance(recipe.loss, Loss):
        lines.append(_fact("loss", wording.phrase(recipe.loss), width))
    lines += heads_part(checked, width=width)
    for network, optimizer in recipe.optimizers().items():
        of = f"{printable(network)}: " if network else ""
        lines.append(_fact("optimizer", of + wording.phrase(optimizer, always=("learning_rate",)), width))
    stopping = recipe.regularization.early_stopping
    if stopping is not None:
        patience = wording.counted(stopping.patience, "epoch")
        lines.append(_fact("stops", f"after {patience} without a better {stopping.monitor or 'val_loss'}", width))
    return lines


def heads_part(checked: Checked, *, width: int) -> list[Text]:
    """The loss and the metrics of each output."""
    lines = []
    for head in checked.heads:
        of = "" if head.alone else f"{printable(head.label)}: "
        lines.append(_fact("loss", of + wording.phrase(head.loss), width))
        if head.metrics:
            lines.append(_fact("metrics", of + ", ".join(each.label() for each in head.metrics), width))
    return lines


def built_part(task: Task, *, first_step: int, width: int) -> list[Text]:
    """What is certain once the task is built: examples by split, steps, device, what `auto` chose."""
    splits = task.pipeline.splits
    order = [name for name in ("train", "validation", "test") if name in splits]
    examples = ", ".join(f"{wording.count(task.pipeline.size(name))} {name}" for name in order)
    if task.pipeline.resampled is not None:
        taken, drawn = task.pipeline.order.size, task.opened.checked.recipe.data.resampling
        examples += f"; {wording.count(taken)} an epoch, as many of each class ({drawn})"
    lines = [_fact("examples", examples, width), _fact("training", training_text(task), width)]
    if first_step:
        lines.append(_fact("resumed", f"after step {wording.count(first_step)}", width))
    lines.append(_fact("device", task.recipe.distribution.describe(), width))
    precision = task.opened.checked.recipe.training.precision
    if precision != "float32":
        slow = precision == "mixed_float16" and "CPU" in task.recipe.distribution.describe()
        lines.append(_fact("precision", f"{precision}, which is slow on a CPU" if slow else precision, width))
    chosen = automatic(task)
    return [*lines, _fact("auto", ", ".join(chosen), width)] if chosen else lines


def training_text(task: Task) -> str:
    """Batch × steps × epochs."""
    per_epoch, total = task.pipeline.steps(), task.total_steps
    full = " (all)" if task.opened.checked.recipe.data.batch_size == "full" else ""
    batch = f"batch {wording.count(task.opened.batch_size())}{full}"
    if total % per_epoch:
        return f"{batch} × {wording.counted(total, 'step')} ({total / per_epoch:.1f} epochs of {per_epoch})"
    return f"{batch} × {wording.counted(per_epoch, 'step')} × {wording.counted(total // per_epoch, 'epoch')}"


def automatic(task: Task) -> list[str]:
    """What stands for each `auto` of the recipe."""
    asked, decided = task.opened.checked.recipe, task.recipe
    found = []
    if asked.distribution.word == "auto":
        found.append(f"distribution {decided.distribution.word}")
    if asked.training.jit_compile == "auto":
        found.append(f"jit_compile {str(decided.training.jit_compile).lower()}")
    if asked.training.steps_per_execution == "auto":
        found.append(f"steps_per_execution {decided.training.steps_per_execution}")
    if asked.data.cache == "auto" and decided.data.cache != "none":
        found.append(f"cache {decided.data.cache}")
    return found


def _fact(key: str, value: str, width: int) -> Text:
    from rich.text import Text

    margin = len(_INDENT) + _KEY
    room = max(width - margin, _NARROWEST)
    lines = wrapped(wording.cut(value, _MOST_LINES * room), room)
    return Text.assemble(_INDENT, (f"{key:<{_KEY}}", "dim"), f"\n{'':{margin}}".join(lines))
