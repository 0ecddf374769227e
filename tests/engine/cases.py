"""Small recipes, each of which one wrong division by the replicas would train otherwise, and the data that they read.

Of 44 examples 33 train, in batches of 8 unless a recipe says otherwise: of the last one, one replica has an
example and the others have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

EXACT, ROUNDED = 1e-9, 1e-4
"""How far float64 and float32 may be from the numbers of one device."""
RECIPES = Path(__file__).resolve().parents[2] / "recipes"


@dataclass(frozen=True)
class Case:
    """A recipe by its name."""

    name: str
    text: str
    bound: float = EXACT


def recipe(
    name: str,
    layers: str,
    *,
    source: str = "labels: amount",
    file: str = "data.npz",
    data: str = "batch_size: 8, split: {validation: 0.25}",
    optimizer: str = "{type: adam, learning_rate: 0.02}",
    training: str = "epochs: 3",
    rest: str = "",
) -> Case:
    """A recipe over the arrays of `write_data`; in float64."""
    return Case(
        name,
        f"""name: {name}
seed: 5
data: {{source: {{type: npz, path: {file}, {source}}}, {data}}}
{layers if ":" in layers.partition("[")[0] else f"layers: {layers}"}
optimizer: {optimizer}
training: {{precision: float64, checkpoint: {{every_epochs: 1}}, {training}}}
{rest}
""",
    )


COLUMNS_OF_KINDS = (
    "source: {type: csv, path: table.csv, target: amount}, batch_size: 8, split: {validation: 0.25},"
    " transforms: {gap: [{type: fill_missing, indicator: true}, normalization], table: [normalization]}"
)
SMALL = "[{type: dense, units: 6, activation: tanh}, {type: dense, units: 1}]"
KINDS = "labels: kind, classes: [a, b, c]"
CLASSES = '{type: dense, units: "${data.classes}", activation: softmax}'
NORMALIZED = f"[{{type: dense, units: 6}}, {{type: batch_normalization, momentum: 0.8}}, relu, {CLASSES}]"
PICTURES = f"features: picture, {KINDS}"

OPTIMIZERS = {
    "sgd": "{type: sgd, learning_rate: 0.1}",
    "momentum": "{type: sgd, learning_rate: 0.05, momentum: 0.9}",
    "nesterov": "{type: sgd, learning_rate: 0.05, momentum: 0.9, nesterov: true}",
    "moving_mean": "{type: momentum, learning_rate: 0.2, momentum: 0.8, nesterov: true}",
    "adam": "{type: adam, learning_rate: 0.02}",
    "adam_decayed": "{type: adam, learning_rate: 0.02, weight_decay: 0.1, amsgrad: true}",
    "adamw": "{type: adamw, learning_rate: 0.02, weight_decay: 0.1}",
    "rmsprop": "{type: rmsprop, learning_rate: 0.01, momentum: 0.5, centered: true}",
    "nadam": "{type: nadam, learning_rate: 0.02}",
    "adam_of_means": "{type: adam, learning_rate: 0.02, epsilon_place: after_correction}",
    "adafactor": "{type: adafactor, learning_rate: 0.1}",
    "muon": "{type: muon, learning_rate: 0.02}",
    "adamax": "{type: adamax, learning_rate: 0.02}",
    "adadelta": "{type: adadelta, epsilon: 0.001}",
    "lion": "{type: lion, learning_rate: 0.01, weight_decay: 0.1}",
    "lamb": "{type: lamb, learning_rate: 0.02}",
    "ftrl": "{type: ftrl, learning_rate: 0.1, l1_regularization_strength: 0.001}",
    "rates_by_row": "{type: adamw, learning_rate: 0.02, weight_decay: 0.1, learning_rate_multipliers: {'*.bias': 3.0}, "
    "exclude_from_weight_decay: ['*.bias']}",
    "adagrad": "{type: adagrad, learning_rate: 0.05}",
    "clipnorm": "{type: sgd, learning_rate: 0.1, clipnorm: 0.2}",
    "clipvalue": "{type: sgd, learning_rate: 0.1, clipvalue: 0.05}",
    "global_clipnorm": "{type: adam, learning_rate: 0.02, global_clipnorm: 0.2}",
    "sgd_decayed": "{type: sgd, learning_rate: 0.1, weight_decay: 0.1}",
    "cosine": "{type: sgd, learning_rate: {type: cosine_decay, initial_learning_rate: 0.01, "
    "warmup_target: 0.1, warmup_steps: 4}}",
    "exponential": "{type: sgd, learning_rate: {type: exponential_decay, initial_learning_rate: 0.1, decay_rate: 0.2}}",
    "piecewise": "{type: sgd, learning_rate: {type: piecewise_constant_decay, boundaries: [4, 9], "
    "values: [0.1, 0.05, 0.01]}}",
    "inverse_time": "{type: sgd, learning_rate: {type: inverse_time_decay, initial_learning_rate: 0.1, decay_rate: 4}}",
    "polynomial": "{type: sgd, learning_rate: {type: polynomial_decay, initial_learning_rate: 0.1, power: 2}}",
    "restarts": "{type: sgd, learning_rate: {type: cosine_decay_restarts, initial_learning_rate: 0.1, "
    "first_decay_steps: 3, m_mul: 0.8}}",
    "warmup": "{type: sgd, learning_rate: {type: warmup, warmup_steps: 4, then: {type: inverse_time_decay, "
    "initial_learning_rate: 0.1, decay_rate: 4}}}",
    "one_cycle": "{type: sgd, learning_rate: {type: one_cycle, max_learning_rate: 0.1}}",
    "plateau": "{type: sgd, learning_rate: {type: reduce_on_plateau, initial_learning_rate: 0.1, factor: 0.5, "
    "patience: 1, min_delta: 10}}",
}

AMOUNTS = {
    "mean_squared_error": "linear",
    "mean_absolute_error": "linear",
    "mean_absolute_percentage_error": "linear",
    "mean_squared_logarithmic_error": "softplus",
    "huber": "linear",
    "log_cosh": "linear",
    "poisson": "exponential",
    "cosine_similarity": "linear",
}
YES_OR_NO = {
    "binary_crossentropy": "sigmoid",
    "binary_focal_crossentropy": "sigmoid",
    "hinge": "linear",
    "squared_hinge": "linear",
    "dice": "sigmoid",
    "tversky": "sigmoid",
}
OF_CLASSES = {
    "sparse_categorical_crossentropy": "softmax",
    "categorical_crossentropy": "softmax",
    "categorical_focal_crossentropy": "softmax",
    "categorical_hinge": "linear",
    "kl_divergence": "softmax",
}


def several_losses(name: str, losses: dict[str, str], *, label: str, units: int) -> Case:
    """An output for each loss, with a weight of its own."""
    rows = ["{type: dense, units: 5, activation: tanh, from: features, name: shared}"]
    rows += [
        f"{{type: dense, units: {units}, activation: {activation}, from: shared, name: of_{loss}}}"
        for loss, activation in losses.items()
    ]
    outputs = ", ".join(f"{label}_{number}: of_{loss}" for number, loss in enumerate(losses))
    weighted = ", ".join(
        f"{label}_{number}: {{type: {loss}, weight: {0.5 + 0.25 * number}}}" for number, loss in enumerate(losses)
    )
    labels = ", ".join(f"{label}_{number}" for number in range(len(losses)))
    rest = f"outputs: {{{outputs}}}\nloss: {{{weighted}}}"
    return recipe(name, f"[{', '.join(rows)}]", source=f"labels: [{labels}]", rest=rest)


def of_layers() -> Iterator[Case]:
    """Layers that see more than one example, penalties, and what has no gradient for some rows."""
    yield recipe("normalized", NORMALIZED, source=KINDS)
    yield recipe(
        "normalized_twice",
        f"[{{type: conv2d, filters: 3, kernel_size: 3}}, {{type: batch_normalization, momentum: 0.8}}, relu, "
        f"{{type: conv2d, filters: 3, kernel_size: 2}}, batch_normalization, relu, flatten, {CLASSES}]",
        source=PICTURES,
    )
    yield recipe(
        "constrained",
        f"[{{type: dense, units: 6, kernel_constraint: {{type: max_norm, max_value: 0.8}}}}, tanh, {CLASSES}]",
        source=KINDS,
        rest="regularization: {weight_averaging: {momentum: 0.7}}",
    )
    yield recipe(
        "embedding",
        f"[{{type: embedding, input_dim: 12, output_dim: 3}}, flatten, {CLASSES}]",
        source=f"features: words, {KINDS}",
    )
    yield recipe(
        "masked_lstm",
        f"[{{type: embedding, input_dim: 12, output_dim: 3, mask_zero: true}}, {{type: lstm, units: 4}}, {CLASSES}]",
        source=f"features: words, {KINDS}",
    )
    yield recipe("lstm", f"[{{type: lstm, units: 4}}, {CLASSES}]", source=f"features: series, {KINDS}")
    yield recipe(
        "regularized",
        NORMALIZED,
        source=KINDS,
        rest="regularization: {kernel_regularizer: {type: l2, l2: 0.05}, bias_regularizer: {type: l1, l1: 0.02}, "
        "activity_regularizer: {type: l1_l2, l1: 0.02, l2: 0.03}}",
    )


def of_training() -> Iterator[Case]:
    """What stands around a step."""
    yield recipe("nine_in_the_last_batch", SMALL, data="batch_size: 12, split: {validation: 0.25}")
    yield recipe("one_batch", SMALL, data="batch_size: full, split: {validation: 0.25}")
    yield recipe("three_in_a_batch", SMALL, data="batch_size: 3, split: {validation: 0.25}")
    yield recipe("accumulated", SMALL, training="epochs: 3, gradient_accumulation: 3")
    yield recipe(
        "accumulated_and_clipped",
        NORMALIZED,
        source=KINDS,
        optimizer="{type: adam, learning_rate: 0.02, global_clipnorm: 0.1}",
        training="epochs: 3, gradient_accumulation: 3",
        rest="regularization: {kernel_regularizer: {type: l2, l2: 0.05}, activity_regularizer: {type: l2, l2: 0.02}}",
    )
    yield recipe("averaged_alike", NORMALIZED, source=KINDS, rest="regularization: {weight_averaging: {start: 0.4}}")
    yield recipe("averaged", NORMALIZED, source=KINDS, rest="regularization: {weight_averaging: {momentum: 0.7}}")
    yield recipe(
        "stopped_early",
        SMALL,
        optimizer="{type: sgd, learning_rate: 0.4}",
        training="epochs: 9",
        rest="regularization: {early_stopping: {patience: 1, min_delta: 0.5}}",
    )
    for name, more in {"left_out": "", "accumulated_and_left_out": ", gradient_accumulation: 3"}.items():
        training = f"epochs: 3, on_nan: skip_step{more}"
        yield recipe(name, SMALL, file="wild.npz", source="labels: y", data="batch_size: 8", training=training)


SEQ2SEQ = """name: seq2seq
seed: 5
data:
  source: {type: synthetic, task: reverse, examples: 44, length: 4}
  split: {validation: 0.25}
  transforms:
    input_text: [{type: text_vectorization, split: character}]
    target_text: [{type: text_vectorization, split: character}]
  batch_size: 8
objective: {type: seq2seq, scheduled_sampling: 0.3}
networks:
  encoder:
    - {type: embedding, input_dim: "${data.input_text.vocabulary}", output_dim: 4, mask_zero: true}
    - {type: gru, units: 5, return_sequences: true, name: read}
  decoder:
    - {type: embedding, input_dim: "${data.target_text.vocabulary}", output_dim: 4, mask_zero: true}
    - {type: gru, units: 5, return_sequences: true, initial_state: encoder.read.state, name: said}
    - {type: additive_attention, from: [said, encoder.read], name: seen}
    - {type: concatenate, from: [said, seen]}
    - {type: dense, units: "${data.target_text.vocabulary}", activation: softmax}
optimizer: {type: adam, learning_rate: 0.02}
training: {precision: float64, epochs: 3, checkpoint: {every_epochs: 1}}
"""


LANGUAGE_MODEL = """name: language_model
seed: 5
data:
  source: {type: text_file, path: book.txt, length: 9}
  split: {validation: 0.25}
  transforms: {text: [{type: text_vectorization, split: character}]}
  batch_size: 8
objective: language_model
layers:
  - {type: embedding, input_dim: "${data.text.vocabulary}", output_dim: 4}
  - {type: gru, units: 5, return_sequences: true}
  - {type: dense, units: "${data.text.vocabulary}", activation: softmax}
optimizer: {type: adam, learning_rate: 0.02}
training: {precision: float64, epochs: 3, checkpoint: {every_epochs: 1}}
"""


def of_objectives() -> Iterator[Case]:
    """Several outputs, what is drawn for a whole batch, figures that count."""
    yield several_losses("losses_of_amounts", AMOUNTS, label="amount", units=2)
    yield several_losses("losses_of_yes_or_no", YES_OR_NO, label="yes", units=1)
    yield several_losses("losses_of_classes", OF_CLASSES, label="kind", units=3)
    yield recipe(
        "weights_of_classes",
        f"[{CLASSES}]",
        source="labels: kind_0",
        rest="loss: {type: sparse_categorical_crossentropy, class_weight: balanced}",
    )
    noisy = "{networks}\nobjective: {type: autoencoder, noise: 0.2}\nmetrics: [mean_absolute_error]"
    networks = (
        "networks:\n  encoder: [flatten, {type: dense, units: 5, activation: tanh}]\n"
        "  decoder: [{type: dense, units: 36}, {type: reshape, target_shape: [6, 6, 1]}]"
    )
    yield recipe("noisy_autoencoder", noisy.replace("{networks}", networks), source=f"features: picture, {KINDS}")
    yield recipe(
        "optimizer_by_network",
        f"{networks}\nobjective: autoencoder",
        source=f"features: picture, {KINDS}",
        optimizer="{encoder: {type: adam, global_clipnorm: 0.1}, decoder: {type: momentum, learning_rate: 0.5}}",
    )
    drawn = (
        "networks:\n  encoder: [flatten, {type: dense, units: 4, name: mean}, "
        "{type: dense, units: 4, from: mean, name: log_variance}]\n"
        "  decoder: [{type: dense, units: 36, activation: sigmoid}, {type: reshape, target_shape: [6, 6, 1]}]\n"
        "objective: {type: vae, kl_warmup_epochs: 1.5}"
    )
    yield recipe("vae", drawn, source=f"features: picture, {KINDS}")
    played = (
        "networks:\n  generator: [{type: dense, units: 8}, {type: batch_normalization, momentum: 0.8}, relu, "
        "{type: dense, units: 36}, {type: reshape, target_shape: [6, 6, 1]}]\n"
        "  discriminator: [flatten, {type: dense, units: 6, activation: tanh}, {type: dense, units: 1}]\n"
        "objective: {type: gan, noise: 3"
    )
    yield recipe("gan", f"{played}}}", source=f"features: picture, {KINDS}")
    yield recipe(
        "gan_in_rounds",
        f"{played}, discriminator_steps: 2, gradient_penalty: 2}}\nloss: wasserstein",
        source=f"features: picture, {KINDS}",
        training="epochs: 3, gradient_accumulation: 2",
        data="batch_size: 4, split: {validation: 0.25}",
    )
    yield recipe(
        "contrastive",
        "networks:\n  encoder: [flatten, {type: dense, units: 8, activation: relu}]\n"
        "  projector: [{type: batch_normalization, momentum: 0.8}, {type: dense, units: 4}]\n"
        "objective: {type: contrastive, temperature: 0.5}",
        source=PICTURES,
        rest="regularization: {augmentation: [{type: random_rotation, factor: 0.1}]}",
    )
    yield recipe("ctc", "[{type: dense, units: 3}]", source="features: series, labels: said", rest="loss: ctc")
    yield Case("seq2seq", SEQ2SEQ)
    sorted_by_length = SEQ2SEQ.replace("batch_size: 8", "batch_size: 8\n  bucket_batches: 2")
    yield Case("bucketed", sorted_by_length.replace("name: seq2seq", "name: bucketed"))
    yield recipe(
        "label_transforms",
        SMALL,
        data="batch_size: 8, split: {validation: 0.25}, "
        "transforms: {label: [normalization, {type: rescaling, scale: 2}]}",
        rest="metrics: [mean_absolute_error]",
    )
    of_kinds = recipe("columns_of_kinds", SMALL, data="KINDS").text
    source = "source: {type: npz, path: data.npz, labels: amount}, KINDS"
    yield Case("columns_of_kinds", of_kinds.replace(source, COLUMNS_OF_KINDS))
    for way in ("oversample", "undersample"):
        yield recipe(way, f"[{CLASSES}]", source=KINDS, data=f"batch_size: 8, resampling: {way}")
    yield recipe("in_folds", SMALL, data="batch_size: 8, split: {folds: 4, fold: 2}")
    yield Case("language_model", LANGUAGE_MODEL)
    yield recipe(
        "augmented",
        f"[flatten, {CLASSES}]",
        source=PICTURES,
        rest="regularization: {augmentation: [{type: random_rotation, factor: 0.1}, "
        "{type: gaussian_noise, stddev: 0.1}, {type: random_padded_crop, padding: 1}, {type: random_choice, "
        "augmentations: [{type: random_gaussian_blur, factor: 0.5}, {type: random_erasing, fill_value: 0}]}]}",
    )
    yield recipe(
        "thawed",
        f"[flatten, {{type: dense, units: 6, name: first}}, batch_normalization, relu, {CLASSES}]",
        source=PICTURES,
        training="epochs: 3, freeze: {rows: [first, batch_normalization], until_epoch: 1}",
    )
    for mixing in ("mixup", "cutmix"):
        rest = f"regularization: {{mixing: {{type: {mixing}, alpha: 0.8}}}}"
        yield recipe(mixing, f"[flatten, {CLASSES}]", source=PICTURES, rest=rest)
    yield recipe(
        "counted",
        f"[{CLASSES}]",
        source=KINDS,
        rest="metrics: [accuracy, {type: f1_score, average: macro}, {type: sparse_top_k_categorical_accuracy, k: 2}]",
    )
    yield recipe(
        "counted_yes_or_no",
        "[{type: dense, units: 1, activation: sigmoid}]",
        source="labels: yes_0, classes: [n, y], positive: y",
        rest="metrics: [accuracy, auc, precision, recall]",
    )
    yield recipe("measured", SMALL, rest="metrics: [mean_absolute_error, root_mean_squared_error, r2_score]")


SMOOTH = {
    f"networks.{network}.{row}.activation": "tanh"
    for network, rows in (("encoder", (0, 1)), ("decoder", (0, 2)))
    for row in rows
}
"""Of the convolutional autoencoder: a rectifier whose input is 0 but for its rounding is on here and off there, and
Adam makes a whole step of the difference. With it the recipe is compared in float64."""


def shipped() -> Iterator[Case]:
    """Recipes that come with dlcli, shortened and without dropout, in float32."""
    for name, changes in {
        "feedforward/mlp_digits": {"training.epochs": 3, "layers.2": "null", "layers.4": "null"},
        "vision/lenet5_digits": {"training.epochs": 2},
        "generative/autoencoder_animals": {"training.steps": 40, "training.epochs": "null", **SMOOTH},
    }.items():
        lines = "\n".join(f"  {path}: {value}" for path, value in changes.items())
        text = f"name: {Path(name).name}\nextends: {RECIPES / name}.yaml\nchanges:\n{lines}\n"
        yield Case(Path(name).name, text, ROUNDED)


CASES = {
    case.name: case
    for case in (
        *(recipe(name, SMALL, optimizer=optimizer) for name, optimizer in OPTIMIZERS.items()),
        *of_layers(),
        *of_training(),
        *of_objectives(),
        *shipped(),
    )
}

DRAWN = recipe("drawn", f"[{{type: dense, units: 6}}, {{type: dropout, rate: 0.4}}, {CLASSES}]", source=KINDS)
"""What a layer draws differs between replicas: the same on two devices and on two workers, another on one."""
DIVERGED = recipe("diverged", SMALL, file="wild.npz", source="labels: y", data="batch_size: 8", training="epochs: 3")
"""A loss that is not finite."""
QUICK = [
    "adam_decayed",
    "embedding",
    "regularized",
    "accumulated_and_clipped",
    "left_out",
    "counted_yes_or_no",
]
"""What is tried where there is little time."""


def write_cases(folder: Path) -> None:
    """Writes every recipe and the arrays that they read."""
    for case in (*CASES.values(), DRAWN, DIVERGED):
        (folder / f"{case.name}.yaml").write_text(case.text, "utf-8")
    random = np.random.default_rng(11)
    count = 44
    x = random.normal(size=(count, 5))
    amount = np.sin(x @ random.normal(size=(5, 2))) + 1.5
    kind = np.argmax(x @ random.normal(size=(5, 3)), axis=1)
    arrays = {
        "x": x,
        "amount": amount[:, :1],
        "kind": kind,
        "picture": x[:, :4].sum(1)[:, None, None, None] * 0.2 + random.normal(size=(count, 6, 6, 1)),
        "words": random.integers(0, 12, size=(count, 7)),
        "series": random.normal(size=(count, 4, 3)) + x[:, :1, None],
        **{f"amount_{number}": amount for number in range(len(AMOUNTS))},
        **{f"yes_{number}": (x[:, number % 5] > 0).astype(int) for number in range(len(YES_OR_NO))},
        "said": random.integers(0, 3, size=(count, 2)),
        **{f"kind_{number}": kind for number in range(len(OF_CLASSES))},
    }
    np.savez(folder / "data.npz", **arrays)
    rows = [
        f"{x[row, 0]},{'' if row % 7 == 0 else x[row, 1]},{'uvw'[kind[row]]},2020-0{1 + row % 9}-11,{amount[row, 0]}"
        for row in range(count)
    ]
    (folder / "table.csv").write_text("\n".join(["size,gap,shade,day,amount", *rows, ""]), "utf-8")
    (folder / "book.txt").write_text("the cat saw the dog and the dog saw a cat; " * 9, "utf-8")
    wild = amount[:33, :1].copy()
    # Its square overflows, so no update can be made of the batch that it is in.
    wild[5] = 1e200
    np.savez(folder / "wild.npz", x_train=x[:33], y_train=wild, x_test=x[33:], y_test=amount[33:, :1])
