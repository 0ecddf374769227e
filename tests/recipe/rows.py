"""The numbered wrong recipes of the design: each with a mark where it is wrong, and the code that is told there."""

from __future__ import annotations

from dataclasses import dataclass

DATA = "data: {source: iris}\n"
HELD_BACK = "data: {source: iris, split: {validation: 0.2}}\n"
SOFTMAX = '{type: dense, units: "${data.classes}", activation: softmax}'
LAYERS = f"layers: [{SOFTMAX}]\n"
RATE = "optimizer: {type: sgd, learning_rate: "


@dataclass(frozen=True)
class Row:
    """A recipe with «marks» around what is wrong, and the code that is told there."""

    number: int
    text: str
    code: str
    warning: bool = False
    set: str | None = None


ROWS = (
    Row(39, DATA + "«layer»: [softmax]\n" + LAYERS, "unknown-key"),
    Row(40, "«layers»: [softmax]\n", "missing-key"),
    Row(41, DATA + LAYERS + "training: «[10]»\n", "wrong-type"),
    Row(42, DATA + f"layers: [{{type: «dens», units: 3}}, {SOFTMAX}]\n", "unknown-word"),
    Row(43, DATA + "layers: [{type: dense, «unit»: 3}]\n", "unknown-key"),
    Row(44, DATA + f"layers: [{{type: dense, units: «9223372036854775808»}}, {SOFTMAX}]\n", "number-out-of-range"),
    *(
        Row(44, DATA + f"layers: [{{type: dense, units: «{units}»}}, {SOFTMAX}]\n", "wrong-value")
        for units in ("0", "-1", "1.5", "2147483648")
    ),
    Row(45, DATA + f"layers: [{{type: dense, units: «1000000000000»}}, {SOFTMAX}]\n", "wrong-value"),
    Row(
        45,
        DATA + "layers:\n  - {type: dense, units: 100000, activation: relu}\n"
        f"  - {{type: dense, units: «100000000»}}\n  - {SOFTMAX}\n",
        "too-large",
    ),
    *(
        Row(46, DATA + f"layers: [{{type: dropout, rate: «{rate}»}}, {SOFTMAX}]\n", "wrong-value")
        for rate in ("1.5", "-0.1", "1")
    ),
    Row(
        47,
        "data: {source: digits, transforms: [normalization]}\n"
        f"layers: [{{type: conv2d, filters: 4, kernel_size: «9»}}, flatten, {SOFTMAX}]\n",
        "too-small-input",
    ),
    Row(48, DATA + f"layers: [{{type: «conv2d», filters: 4, kernel_size: 1}}, flatten, {SOFTMAX}]\n", "wrong-rank"),
    Row(
        49,
        DATA + "layers: [{type: dense, units: 8, activation: relu, name: wide},"
        ' {type: dense, units: "${data.classes}", activation: softmax, from: «wild»}]\n',
        "unknown-input",
    ),
    Row(
        50,
        DATA + "layers:\n  - {type: dense, units: 3, activation: relu, name: first, from: «second»}\n"
        "  - {type: dense, units: 3, activation: softmax, name: second}\n",
        "unknown-input",
    ),
    Row(
        51,
        DATA + "layers:\n  - {type: dense, units: 3, activation: relu, name: one}\n"
        "  - {type: dense, units: 3, activation: softmax, name: «one»}\n",
        "duplicate-name",
    ),
    Row(
        52,
        DATA + "layers:\n  - {type: dense, units: 8, activation: relu, name: one}\n  - {type: «dense», units: 9}\n"
        "  - {type: dense, units: 3, activation: softmax, from: one}\n",
        "unused-layer",
        warning=True,
    ),
    Row(
        54,
        DATA + LAYERS + "loss: {type: sparse_categorical_crossentropy, from_logits: «true»}\n",
        "doubtful-activation",
        warning=True,
    ),
    Row(
        54,
        DATA + "layers: [{type: dense, units: 3, activation: «sigmoid»}]\nloss: categorical_crossentropy\n",
        "doubtful-activation",
        warning=True,
    ),
    Row(
        55,
        "data: {source: diabetes}\nlayers: [{type: dense, units: 1}]\nloss: «categorical_crossentropy»\n",
        "wrong-loss",
    ),
    Row(56, DATA + "layers: [{type: dense, units: «4», activation: softmax}]\n", "shape-mismatch"),
    Row(58, DATA + LAYERS + "optimizer: «adma»\n", "unknown-word"),
    Row(58, DATA + LAYERS + "loss: «cross_entropy»\n", "unknown-word"),
    Row(58, DATA + LAYERS + "metrics: [«acuracy»]\n", "unknown-word"),
    Row(59, DATA + LAYERS + RATE + "«0»}\n", "wrong-value"),
    Row(59, DATA + LAYERS + RATE + "«-0.1»}\n", "wrong-value"),
    Row(59, DATA + LAYERS + RATE + "«11»}\n", "large-learning-rate", warning=True),
    Row(60, DATA + LAYERS + RATE + "0.1, «schedule»: cosine_decay}\n", "unknown-key"),
    Row(
        61,
        DATA + LAYERS + RATE + "{type: piecewise_constant_decay, boundaries: «[9, 5]», values: [1, 0.5, 0.1]}}\n",
        "wrong-value",
    ),
    Row(
        61,
        DATA
        + LAYERS
        + RATE
        + "{type: cosine_decay, initial_learning_rate: 0, warmup_target: 1, warmup_steps: «99»}}\n",
        "long-warmup",
        warning=True,
    ),
    *(
        Row(62, DATA + LAYERS + f"training: {{epochs: «{epochs}»}}\n", "wrong-value")
        for epochs in ("0", "-1", "1e9", "10000000000")
    ),
    Row(63, "data: {source: iris, batch_size: «0»}\n" + LAYERS, "wrong-value"),
    Row(63, "data: {source: iris, batch_size: «151»}\n" + LAYERS, "large-batch", warning=True),
    Row(64, DATA + LAYERS + "training: {epochs: 3, «steps»: 100}\n", "both-given"),
    *(
        Row(65, f"data: {{source: iris, split: {{validation: «{fraction}»}}}}\n" + LAYERS, "wrong-value")
        for fraction in ("0", "1", "1.2", "-0.1")
    ),
    Row(65, "data: {source: iris, split: {validation: «0.003»}}\n" + LAYERS, "empty-split"),
    Row(65, "data: {source: iris, split: {validation: 0.7, test: «0.3»}}\n" + LAYERS, "empty-split"),
    Row(66, HELD_BACK + LAYERS + "regularization: {early_stopping: {monitor: «val_acc»}}\n", "unknown-monitor"),
    Row(67, HELD_BACK + LAYERS + "regularization: {early_stopping: {mode: «max»}}\n", "wrong-mode"),
    Row(
        68,
        HELD_BACK + LAYERS + "regularization: {early_stopping: {patience: «10»}}\n",
        "idle-early-stopping",
        warning=True,
    ),
    Row(
        53,
        DATA + LAYERS + "loss: {«colour»: mean_squared_error, label: sparse_categorical_crossentropy}\n",
        "unknown-output",
    ),
    Row(70, DATA + LAYERS + "distribution: «mirored»\n", "unknown-word"),
    *(
        Row(73, f"name: «{name}»\n" + DATA + LAYERS, "wrong-name")
        for name in ("a/b", "..", "a" * 300, "-fast", "con", "Lpt1", "aux")
    ),
    Row(
        75,
        "data: {source: {type: csv, path: «nowhere.csv», target: y}}\nlayers: [{type: dense, units: 1}]\n",
        "missing-data",
        warning=True,
    ),
    Row(
        75,
        "data: {source: {type: csv, path: «/dev/null», target: y}}\nlayers: [{type: dense, units: 1}]\n",
        "wrong-data",
    ),
    *(
        Row(
            76,
            f'data: {{source: {{type: csv, path: «"{scheme}://bucket/a.csv"», target: y}}}}\n'
            "layers: [{type: dense, units: 1}]\n",
            "url-as-path",
        )
        for scheme in ("http", "https", "gs", "s3")
    ),
    Row(
        77,
        'data: {source: {type: csv, path: «"*.tsv"», target: y}}\nlayers: [{type: dense, units: 1}]\n',
        "missing-data",
        warning=True,
    ),
    Row(
        79,
        "data: {source: {type: csv, path: «table.csv», target: z}}\nlayers: [{type: dense, units: 1}]\n",
        "wrong-data",
    ),
    Row(
        81, "data: {source: iris, transforms: [{type: «resizing», height: 8, width: 8}]}\n" + LAYERS, "wrong-transform"
    ),
    Row(82, "data: {source: digits, transforms: [{type: resizing, height: «0», width: 8}]}\n" + LAYERS, "wrong-value"),
    Row(
        82,
        "data: {source: digits, transforms: [{type: resizing, height: 100000, width: 100000}, normalization]}\n"
        f"layers: [{{type: conv2d, filters: «64», kernel_size: 3}}, global_average_pooling2d, {SOFTMAX}]\n",
        "too-large",
    ),
    Row(83, "seed: «2147483648»\n" + DATA + LAYERS, "wrong-value"),
    Row(83, "seed: «-1»\n" + DATA + LAYERS, "wrong-value"),
    Row(83, "seed: «1.5»\n" + DATA + LAYERS, "wrong-type"),
    Row(85, "extends: «nowhere.yaml»\n" + DATA + LAYERS, "missing-file"),
    Row(85, "extends: «recipe.yaml»\n" + DATA + LAYERS, "extends-cycle"),
    Row(86, DATA + 'layers: [{type: dense, units: «"${width}"»}]\n', "unknown-hole"),
    Row(86, 'vars: {a: "${b}", b: «"${a}"»}\n' + DATA + 'layers: [{type: dense, units: "${a}"}]\n', "vars-cycle"),
    Row(87, DATA + LAYERS + "optimizer: sgd\n", "unknown-key", set="optimizer.rate=0.1"),
    Row(87, DATA + LAYERS, "unknown-row", set="layers.7.units=3"),
    Row(87, DATA + LAYERS, "wrong-value", set="training.epochs=ten"),
)
