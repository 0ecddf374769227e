"""Optimizers whose training is held against their formulas, by name."""

from __future__ import annotations

from typing import Any

import yaml

_TEXT = """
sgd: {type: sgd, learning_rate: 0.3}
sgd_momentum: {type: sgd, learning_rate: 0.1, momentum: 0.8}
sgd_nesterov: {type: sgd, learning_rate: 0.1, momentum: 0.8, nesterov: true}
momentum: {type: momentum, learning_rate: 0.3, momentum: 0.8}
momentum_nesterov: {type: momentum, learning_rate: 0.3, momentum: 0.8, nesterov: true}
adagrad: {type: adagrad, learning_rate: 0.1}
adagrad_from_more: {type: adagrad, learning_rate: 0.1, initial_accumulator_value: 0.1, epsilon: 0.01}
rmsprop: {type: rmsprop, learning_rate: 0.01, epsilon: 0.001}
rmsprop_centered: {type: rmsprop, learning_rate: 0.01, rho: 0.8, momentum: 0.7, centered: true, epsilon: 0.001}
adam: {type: adam, learning_rate: 0.02, epsilon: 0.01}
adam_amsgrad: {type: adam, learning_rate: 0.02, beta_1: 0.8, beta_2: 0.7, amsgrad: true}
adam_of_means: {type: adam, learning_rate: 0.02, epsilon: 0.01, epsilon_place: after_correction}
adam_of_means_amsgrad: {type: adam, learning_rate: 0.02, beta_1: 0.8, beta_2: 0.7, epsilon: 0.01, amsgrad: true,
  epsilon_place: after_correction}
adamw: {type: adamw, learning_rate: 0.02}
adafactor: {type: adafactor, learning_rate: 0.1}
adafactor_clipped: {type: adafactor, learning_rate: 0.4, beta_2_decay: -0.5, epsilon_1: 0.0001, epsilon_2: 0.3,
  clip_threshold: 0.5}
muon: {type: muon, learning_rate: 0.02}
muon_plain: {type: muon, learning_rate: 0.02, weight_decay: 0.1, momentum: 0.8, nesterov: false, ns_steps: 2,
  muon_a: 3.0, muon_b: -4.0, muon_c: 1.5, rms_rate: 0.3, adam_beta_1: 0.8, adam_beta_2: 0.7, adam_weight_decay: 0.2,
  adam_lr_ratio: 0.5, epsilon: 0.001}
nadam: {type: nadam, learning_rate: 0.02}
nadam_short: {type: nadam, learning_rate: 0.02, beta_1: 0.8, beta_2: 0.7, epsilon: 0.01, weight_decay: 0.1}
adamax: {type: adamax, learning_rate: 0.02, beta_2: 0.9, epsilon: 0.01}
adadelta: {type: adadelta, learning_rate: 0.8, epsilon: 0.001, rho: 0.9}
lion: {type: lion, learning_rate: 0.01, beta_1: 0.8, weight_decay: 0.1}
lamb: {type: lamb, learning_rate: 0.02, beta_2: 0.9, epsilon: 0.001}
ftrl: {type: ftrl, learning_rate: 0.3}
ftrl_strict: {type: ftrl, learning_rate: 0.3, learning_rate_power: -0.7, l1_regularization_strength: 0.05,
  l2_regularization_strength: 0.1, l2_shrinkage_regularization_strength: 0.02, beta: 0.1,
  initial_accumulator_value: 0.2}
clipvalue: {type: sgd, learning_rate: 0.3, momentum: 0.5, clipvalue: 0.02}
clipnorm: {type: sgd, learning_rate: 0.3, momentum: 0.5, clipnorm: 0.05}
global_clipnorm: {type: sgd, learning_rate: 0.3, momentum: 0.5, global_clipnorm: 0.1}
weight_decay: {type: sgd, learning_rate: 0.3, momentum: 0.5, weight_decay: 0.1}
without_decay: {type: adamw, learning_rate: 0.02, weight_decay: 0.2, exclude_from_weight_decay: ["*.bias", answer]}
rates_by_row: {type: sgd, learning_rate: 0.3, momentum: 0.5, learning_rate_multipliers: {answer: 0.1, "*.bias": 2.0}}
rates_and_decay: {type: adamw, learning_rate: 0.02, weight_decay: 0.2, learning_rate_multipliers: {hidden.kernel: 3.0}}
"""
CASES: dict[str, dict[str, Any]] = yaml.safe_load(_TEXT)
