"""Types at the prompt of an interactive shell in a terminal of its own, and prints what the terminal has shown, as JSON."""

import json
import os
import pty
import select
import sys
import time

request = json.load(sys.stdin)
shown = b""
process, terminal = pty.fork()
if process == 0:
    os.execvp(request["shell"][0], request["shell"])
# Each piece is typed once the terminal has shown what the one before leads to.
for typed, expected in request["pieces"]:
    os.write(terminal, typed.encode())
    before = len(shown)
    deadline = time.monotonic() + request["seconds"]
    while expected.encode() not in shown[before:] and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                shown += os.read(terminal, 4096)
            except OSError:
                break
    if expected.encode() not in shown[before:]:
        break
os.close(terminal)
os.waitpid(process, 0)
json.dump(shown.decode(errors="replace"), sys.stdout)
