"""What else could have happened to a recorded run, tried: until now, that one of its requests had failed."""
