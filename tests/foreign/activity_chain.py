"""Checks the chain of GET /api/users/me/activity, with nothing but what the API document says of it.

Takes the answer, and perhaps a hash that was written down at an earlier time. Prints `intact` and the
newest hash, or the number of the first entry that does not follow from the one before.
"""

import base64
import hashlib
import json
import sys

PARTS = ["number", "at", "kind", "count", "methods", "browser", "system", "country", "session", "label"]


def decoded(text):
    return base64.urlsafe_b64decode(text + "=")


def part(value):
    if value is None:
        return ""
    return ",".join(value) if isinstance(value, list) else str(value)


answer = json.loads(sys.argv[1])
written_down = sys.argv[2:]
before = decoded(answer["anchor"])
expected = None
for entry in reversed(answer["entries"]):
    line = "|".join(part(entry[name]) for name in PARTS)
    before = hashlib.sha256(before + line.encode()).digest()
    is_next = expected is None or entry["number"] == expected
    if not is_next or decoded(entry["hash"]) != before:
        print("broken at", entry["number"])
        sys.exit()
    expected = entry["number"] + 1

hashes = [entry["hash"] for entry in answer["entries"]]
if not set(written_down) <= set(hashes):
    print("not the log of then")
    sys.exit()
print("intact", hashes[0])
