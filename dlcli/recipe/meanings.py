"""What arguments mean by their names: the names are Keras's, and mean the same wherever a class says no more."""

from __future__ import annotations

_MEANINGS = {
    "activation": "What is applied to the output; none: the output itself.",
    "activity_regularizer": "A penalty on the output.",
    "alpha": "The weight of one side against the other.",
    "amsgrad": "Whether the largest mean of squares so far counts (Reddi et al., 2018).",
    "apply_class_balancing": "Whether `alpha` weighs yes against no.",
    "axes": "The axes that are multiplied and summed.",
    "axis": "The axis, counted with the batch as 0; -1 is the last.",
    "beta": "The weight of one side against the other.",
    "beta_1": "How much of the gradient's moving mean is kept at each step.",
    "beta_2": "How much of the squared gradient's moving mean is kept at each step.",
    "bias_axes": "The letters of the output's axes that have a bias of their own.",
    "class_id": "The one class that is looked at, from 0; none: all of them.",
    "cropping": "How many places are cut off at each side.",
    "depth_multiplier": "How many outputs each channel has.",
    "dims": "The axes in their new order, from 1: the batch stays where it is.",
    "dilation_rate": "How far the values that a kernel reads lie apart.",
    "distribution": "The distribution that values are drawn from.",
    "dropout": "The share of inputs that become 0 in training.",
    "epsilon": "A small number, so that nothing is divided by 0.",
    "equation": "Which axes of the input and of the kernel are multiplied and summed, in letters.",
    "factor": "How much the penalty weighs.",
    "filters": "How many kernels are learned: the channels of the output.",
    "from_logits": "Whether the network gives scores of any size, in place of probabilities.",
    "gain": "By what the values are multiplied.",
    "gamma": "How much less easy examples count; 0: all the same.",
    "go_backwards": "Whether the steps are read from the last to the first.",
    "groups": "Into how many groups the channels are divided.",
    "interpolation": "How values between the places are found.",
    "kernel_size": "How far each kernel reaches along each axis.",
    "key_dim": "How long the queries and keys of each head are.",
    "label_smoothing": "The share of each label that is spread over all classes.",
    "layer": "The layer inside.",
    "mask_value": "The number that stands for padding, where a whole step consists of it.",
    "merge_mode": "How the outputs of both directions are joined.",
    "mode": "Over what is normalized.",
    "n": "How often the input is repeated.",
    "normalize": "Whether both vectors are brought to length 1 first: the cosine of their angle.",
    "num_heads": "How many heads look at the input, each in its own way.",
    "num_tokens": "How many numbers there are, 0 included.",
    "output_mode": "What the output is: one row of 0 and 1 a number, one for all, or counts.",
    "output_padding": "How many places are added at one side of the output.",
    "output_shape": "The shape of the output.",
    "output_size": "How many windows there are along each axis.",
    "padding": "valid: the kernel stays within the input; same: it may reach out; causal: no later step counts.",
    "rate": "The share of numbers that become 0, or how strong the noise is, in training.",
    "recurrent_activation": "What is applied to the gates.",
    "recurrent_dropout": "The share of the state's numbers that become 0 in training.",
    "reset_after": "Whether the reset gate stands behind the product with the state (faster on GPUs), or before it.",
    "return_sequences": "Whether every step has an output, or the last alone.",
    "scale": "By what the values are multiplied.",
    "score_mode": "How a query and a key are compared.",
    "shared_axes": "The axes whose places share what is learned, from 1.",
    "size": "How often each place is repeated along each axis.",
    "stddev": "The standard deviation.",
    "strides": "How far the kernel moves between two outputs.",
    "thresholds": "From which output on an answer is a yes.",
    "top_k": "How many of the largest outputs are a yes; none: those above the threshold.",
    "unit_forget_bias": "Whether the bias of the forget gate begins at 1.",
    "units": "How many outputs there are.",
    "use_bias": "Whether a learned offset is added.",
    "use_scale": "Whether a learned number scales the scores.",
    "value_dim": "How long the values of each head are; none: as long as the keys.",
}


def meaning(name: str) -> str:
    """What an argument of this name means; empty where the name is none that words share."""
    for ending, text in _OF_A_WEIGHT.items():
        if name.endswith(ending) and name not in _MEANINGS:
            return text.format(_WEIGHTS.get(name.removesuffix(ending), name.removesuffix(ending)))
    return _MEANINGS.get(name, "")


_OF_A_WEIGHT = {
    "_initializer": "How the {} begins.",
    "_regularizer": "A penalty on the {}.",
    "_constraint": "What the {} is held to after each update.",
}
_WEIGHTS = {
    "depthwise": "kernel of each channel",
    "embeddings": "table",
    "pointwise": "kernel that mixes the channels",
    "recurrent": "kernel of the state",
}
