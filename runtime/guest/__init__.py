"""The guest: a script in its engine, the JavaScript that it meets, and the messages to and from it."""
