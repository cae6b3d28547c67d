"""The guest: a script in its engine, the JavaScript prelude, and the messages to and from it."""
