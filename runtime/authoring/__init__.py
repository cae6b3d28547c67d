"""What an author does before uploading a script: project, check, types, cases, coverage, faults."""
