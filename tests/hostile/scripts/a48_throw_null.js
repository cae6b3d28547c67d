// TYPE: null leaves the script: what the engine throws when it has no memory for an error [expects: threw]
throw null;
