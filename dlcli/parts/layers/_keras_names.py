"""Layers of Keras that a row can name and that have no word here."""

from __future__ import annotations

NAMES = frozenset(
    {
        "ActivityRegularization", "AdaptiveAveragePooling3D", "AdaptiveMaxPooling3D", "AugMix", "AutoContrast",
        "CenterCrop", "ContrastLimitedAdaptiveHistogramEqualization", "ConvLSTM3D", "Identity",
        "MelSpectrogram", "RandAugment", "RandomColorDegeneration", "RandomColorJitter", "RandomCrop",
        "RandomElasticTransform", "RandomGrayscale", "RandomInvert", "RandomPerspective", "RandomPosterization",
        "RandomSharpness", "ReversibleEmbedding", "STFTSpectrogram", "Solarization",
    }
)  # fmt: skip
"""Not among them: what runs code that it is given (Lambda, TFSMLayer, …), what takes another layer, looks up words or
mixes examples: transforms, `bidirectional`, `time_distributed` and `regularization.mixing` do that."""
