"""The inputs that an author gives to a run: files, contexts, settings on the command line, secrets,
samples.
"""
