"""A submission becomes a verdict, in processes of its own.

Three processes. The *supervisor* (`supervise`, `grading`, `crew`; in the command line's process) starts, watches
and kills the other two and is the only one that judges. The *host* (`host`) runs pytest on a problem's
`checks.py` and never sees the answer's code: `from answer import softmax` gives it stand-ins (`standins`), whose
calls a `remote` sends. The *worker* (`worker`) loads the answer and is `serving` those calls over a socket
(`channel`), in plain data (`codec`). What the host reports is an `account`: numbered lines on a channel that only
it holds; an exit code proves nothing.
"""
