"""`python -m acs_emulator` is the program acs-emulator, also where its folder is not in PATH."""

import os
import subprocess
import sys

from . import program

command = [str(program()), *sys.argv[1:]]
if os.name == "posix":
    os.execv(command[0], command)
sys.exit(subprocess.call(command))
