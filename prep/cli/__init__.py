"""Words: one file a command under `commands/`, found by its name and loaded only when called."""
