"""A checked recipe -> live objects: the network, the input pipeline, the strategy."""
