"""What pre-commit installs for its hook `vpcelint`: the published wheel of this version, nothing else.

The wheel itself is made by packaging/pypi.
"""

import pathlib
import re

from setuptools import setup

MANIFEST = pathlib.Path(__file__).with_name("Cargo.toml").read_text(encoding="utf-8")
VERSION = re.search(r'^version = "([^"]+)"$', MANIFEST, re.MULTILINE).group(1)

setup(
    name="vpcelint-pre-commit",
    version=VERSION,
    py_modules=[],
    install_requires=[f"vpcelint=={VERSION}"],
)
