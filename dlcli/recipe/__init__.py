"""From YAML text to a checked recipe, without TensorFlow, Keras or NumPy."""
