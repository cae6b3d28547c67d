"""Values in, text out: what people and machines get to see of a run."""
