"""Our own subclasses of Keras's classes, and what objectives compute: import this to open our models elsewhere."""
