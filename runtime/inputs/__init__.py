"""What an author gives a run: files, contexts, settings on the command line, secrets, samples."""
