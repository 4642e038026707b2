"""seccomp: which system calls a process may still make. Threads yes, processes no; the network no.

A list of what is denied, not of what is allowed: Python and NumPy use hundreds of calls, and a new one of
theirs must not break a right answer. What Landlock does not mediate is here. The filter is a small program
for the kernel; it is built from the tables below for x86_64 and aarch64, and absent elsewhere.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterator

from prep.grader.confine.kernel import LINUX, MACHINE, PR_SET_NO_NEW_PRIVS, prctl, syscall

_SET_MODE_FILTER, _TSYNC = 1, 1
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_ERRNO = 0x00050000
_DENY, _UNKNOWN, _PRETEND = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS, _ERRNO

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND, _THIRD = 0, 4, 16, 24, 32
_X32_BIT = 0x40000000
_CLONE_THREAD = 0x00010000
_IOCTLS = (
    *(0x5412, 0x541C),  # TIOCSTI, TIOCLINUX: keys into somebody's terminal
    *(0x8901, 0x8902),  # FIOSETOWN, SIOCSPGRP: whom the kernel signals
    *(0x40086602, 0x401C5820),  # FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR: files that cannot be removed
)

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

# name: (x86_64, aarch64); None where that machine has no such call.
DENIED: dict[str, tuple[int | None, int | None]] = {
    # processes
    **{"fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281)},
    **{"setsid": (112, 157), "setpgid": (109, 154), "ptrace": (101, 117), "kcmp": (312, 272)},
    **{"process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "process_madvise": (440, 440)},
    **{"pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "tkill": (200, 130)},
    **{"rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240)},
    **{"setpriority": (141, 140), "ioprio_set": (251, 30), "personality": (135, 92)},
    # the network and other ways to talk; a socketpair stays, asyncio needs it
    **{"socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "mq_open": (240, 180), "mq_unlink": (241, 181)},
    **{"shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "msgget": (68, 186), "msgsnd": (69, 189)},
    **{"msgrcv": (70, 188), "msgctl": (71, 187), "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191)},
    "semtimedop": (220, 192),
    # memory that no limit counts
    **{"memfd_create": (319, 279), "memfd_secret": (447, 447), "userfaultfd": (323, 282)},
    # another view of the system
    **{"unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41)},
    **{"chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430)},
    **{
        "fsmount": (432, 432),
        "fsconfig": (431, 431),
        "fspick": (433, 433),
        "mount_setattr": (442, 442),
        "name_to_handle_at": (303, 264),
        "open_by_handle_at": (304, 265),
    },
    # the kernel's own machinery
    **{"bpf": (321, 280), "perf_event_open": (298, 241), "seccomp": (317, 277), "syslog": (103, 116)},
    **{"io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427)},
    **{"keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218)},
    **{"kexec_load": (246, 104), "init_module": (175, 105), "finit_module": (313, 273), "reboot": (169, 142)},
    **{"swapon": (167, 224), "acct": (163, 89), "quotactl": (179, 60)},
    **{"inotify_init": (253, None), "inotify_init1": (294, 26), "fanotify_init": (300, 262)},
    # who owns a file
    **{"chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54)},
    **{"setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463)},
    **{"removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "removexattrat": (466, 466)},
    "file_setattr": (469, 469),
    # what an administrator could do to the machine
    **{"settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266)},
    **{"sethostname": (170, 161), "setdomainname": (171, 162), "iopl": (172, None), "ioperm": (173, None)},
    **{"delete_module": (176, 106), "swapoff": (168, 225), "vhangup": (153, 58), "mknod": (133, None)},
    **{"mknodat": (259, 33), "kexec_file_load": (320, 294), "lookup_dcookie": (212, 18)},
    # of a file by its path: before version 3, Landlock does not mediate it (`ftruncate` needs an open file)
    "truncate": (76, 45),
    # its own limits: an administrator could raise them again
    "setrlimit": (160, 164),
}

# Modes and times of files: no path can be told from another here, so the call does nothing and says it did.
# A right answer that copies a file in its scratch then goes on, and nobody's file is changed.
PRETENDED: dict[str, tuple[int | None, int | None]] = {
    **{"chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452)},
    **{"utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88)},
}

_KILL_CALL, _TGKILL, _CLONE, _CLONE3 = (62, 129), (234, 131), (56, 220), (435, 435)
_SOCKETPAIR, _FCNTL = (53, 199), (72, 25)
_SIGNAL_OWNERS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: the kernel would send the signal
_DATAGRAM_BIT = 2  # in the type of a socket: set for datagrams and raw ones, not for streams
_PRCTL, _IOCTL, _SECCOMP = (157, 167), (16, 29), (317, 277)
_PRLIMIT = (302, 261)
_ON_ITSELF = ((203, 122), (144, 119), (142, 118), (314, 274))  # the sched_set* family

Instruction = tuple[int, int, int, int]


def restrict() -> bool:
    """Install the filter for every thread of this process, for ever. Returns whether it holds."""
    if not LINUX or MACHINE not in _MACHINES:
        return False
    program = b"".join(struct.pack("=HBBI", *each) for each in _program(os.getpid()))
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("=H6xQ", len(program) // 8, ctypes.addressof(code))
    argument = ctypes.create_string_buffer(header, len(header))
    column = _MACHINES[MACHINE][0]
    flags = (ctypes.c_uint(_SET_MODE_FILTER), ctypes.c_uint(_TSYNC))
    return prctl(PR_SET_NO_NEW_PRIVS, 1) and syscall(_SECCOMP[column], *flags, argument) == 0


def _program(pid: int) -> Iterator[Instruction]:
    """The filter: the architecture first, then calls that depend on an argument, then the tables."""
    column, architecture = _MACHINES[MACHINE]
    yield (_LOAD, 0, 0, _ARCHITECTURE)
    yield (_EQUAL, 1, 0, architecture)
    yield (_RETURN, 0, 0, _KILL)
    yield (_LOAD, 0, 0, _NUMBER)
    if column == 0:
        yield (_AT_LEAST, 0, 1, _X32_BIT)  # the x32 numbers would slip past the tables
        yield (_RETURN, 0, 0, _KILL)
    yield from _when(_KILL_CALL[column], _FIRST, _EQUAL, pid, _ALLOW, _DENY)
    yield from _when(_TGKILL[column], _FIRST, _EQUAL, pid, _ALLOW, _DENY)
    yield from _when(_PRCTL[column], _FIRST, _EQUAL, 1, _DENY, _ALLOW)  # the death signal stays
    yield from _unless_any(_IOCTL[column], _SECOND, _IOCTLS)
    yield from _unless_any(_FCNTL[column], _SECOND, _SIGNAL_OWNERS)
    # Half of a pair of datagram sockets can be sent to any socket that has a path.
    yield from _when(_SOCKETPAIR[column], _SECOND, _ANY_BIT, _DATAGRAM_BIT, _DENY, _ALLOW)
    yield from _when(_CLONE[column], _FIRST, _ANY_BIT, _CLONE_THREAD, _ALLOW, _DENY)
    yield from _always(_CLONE3[column], _UNKNOWN)  # its flags lie in memory; the C library falls back to clone
    yield from _reading_only(_PRLIMIT[column])
    for numbers in _ON_ITSELF:
        yield from _only_on_itself(numbers[column], pid)
    for table, verdict in ((DENIED, _DENY), (PRETENDED, _PRETEND)):
        for by_machine in table.values():
            number = by_machine[column]
            if number is not None:
                yield from _always(number, verdict)
    yield (_RETURN, 0, 0, _ALLOW)


def _always(number: int, verdict: int) -> Iterator[Instruction]:
    yield (_EQUAL, 0, 1, number)
    yield (_RETURN, 0, 0, verdict)


def _when(number: int, argument: int, test: int, value: int, then: int, otherwise: int) -> Iterator[Instruction]:
    yield (_EQUAL, 0, 4, number)
    yield (_LOAD, 0, 0, argument)
    yield (test, 0, 1, value)
    yield (_RETURN, 0, 0, then)
    yield (_RETURN, 0, 0, otherwise)


def _unless_any(number: int, argument: int, values: tuple[int, ...]) -> Iterator[Instruction]:
    yield (_EQUAL, 0, len(values) + 3, number)
    yield (_LOAD, 0, 0, argument)
    for left, value in enumerate(reversed(values)):
        yield (_EQUAL, len(values) - left, 0, value)
    yield (_RETURN, 0, 0, _ALLOW)
    yield (_RETURN, 0, 0, _DENY)


def _reading_only(number: int) -> Iterator[Instruction]:
    """A call that sets something where its third argument points somewhere: both halves must be zero."""
    yield (_EQUAL, 0, 6, number)
    yield (_LOAD, 0, 0, _THIRD)
    yield (_EQUAL, 0, 2, 0)
    yield (_LOAD, 0, 0, _THIRD + 4)
    yield (_EQUAL, 1, 0, 0)
    yield (_RETURN, 0, 0, _DENY)
    yield (_RETURN, 0, 0, _ALLOW)


def _only_on_itself(number: int, pid: int) -> Iterator[Instruction]:
    """A call whose first argument names a process: 0 and ourselves are allowed."""
    yield (_EQUAL, 0, 5, number)
    yield (_LOAD, 0, 0, _FIRST)
    yield (_EQUAL, 2, 0, 0)
    yield (_EQUAL, 1, 0, pid)
    yield (_RETURN, 0, 0, _DENY)
    yield (_RETURN, 0, 0, _ALLOW)
