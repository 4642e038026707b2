"""A submission becomes a verdict, in processes of its own.

Three of them. The *supervisor* (`supervise`, `grading`, `crew`; in the command line's process) starts, watches
and kills the other two and is the only one that judges. The *host* (`host`) runs pytest on a problem's
`checks.py` and never sees the answer's code: `from answer import softmax` gives it stand-ins (`standins`), whose
calls a `remote` sends. The *worker* (`worker`) loads the answer and is `serving` those calls over a socket
(`channel`), in plain data (`codec`). What the host reports is an `account`: numbered lines on a channel that only
it holds; an exit code proves nothing.

Host and worker are forked by a `forkserver` that has done their imports; a `launch`er keeps one for each. Before
it has anything foreign each puts itself behind the layers of `confine`. `warm` keeps the launcher from one grading
to the next, and a `crew` ready in advance.
"""
