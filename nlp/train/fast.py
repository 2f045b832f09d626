"""Compiles fast.c with the machine's C compiler; library is None where there is none."""

import ctypes
import hashlib
import os
import subprocess
import tempfile

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fast.c")


def compile_library():
    with open(SOURCE, "rb") as f:
        name = "newsgraph-fast-%s-%d.so" % (hashlib.sha256(f.read()).hexdigest()[:16], os.getuid())
    path = os.path.join(tempfile.gettempdir(), name)
    if not os.path.exists(path):
        own = path + ".%d" % os.getpid()
        try:
            subprocess.run(["gcc", "-O3", "-march=native", "-mprefer-vector-width=512", "-ffast-math", "-shared", "-fPIC", "-o", own, SOURCE, "-lmvec", "-lm"], check=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        os.replace(own, path)
    return ctypes.CDLL(path)


library = compile_library()


def at(t):
    """The address of a tensor's numbers, which have to be in order."""
    assert t.is_contiguous()
    return ctypes.c_void_p(t.data_ptr())


def number(x):
    return ctypes.c_float(x)


def count(n):
    return ctypes.c_long(n)
