# Gives the verdict of Slack's Python SDK on messages: a JSON list of blocks a
# line in, "ok" or what is wrong a line out.
import json
import sys

from slack_sdk.models.blocks import Block

for line in sys.stdin:
    try:
        blocks = json.loads(line)
        if not 1 <= len(blocks) <= 50:
            raise ValueError(f"{len(blocks)} blocks")
        for given in blocks:
            parsed = Block.parse(given)
            if parsed is None or parsed.type != given["type"]:
                raise ValueError(f"block of type {given['type']} is not known")
            parsed.validate_json()
            parsed.to_dict()
        print("ok")
    except Exception as e:  # whatever it is, it is the verdict
        print(f"{type(e).__name__}: {e}".replace("\n", " "))
