"""Runs pieces of code in a real kernel of notebooks, one after the other, and prints what each has printed, as JSON."""

import json
import sys

from jupyter_client.manager import KernelManager

request = json.load(sys.stdin)
manager = KernelManager(kernel_name="python3")
manager.start_kernel(env=request["environment"])
client = manager.client()
try:
    client.start_channels()
    client.wait_for_ready(timeout=request["seconds"])
    printed = []
    for code in request["pieces"]:
        parts = []

        def collect(message):
            content = message["content"]
            parts.append(content.get("text") or "\n".join(content.get("traceback", [])))

        reply = client.execute_interactive(code, output_hook=collect, timeout=request["seconds"])
        printed.append([reply["content"]["status"], "".join(part for part in parts if part)])
    json.dump(printed, sys.stdout)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
