# A client on Slack's own Python SDK: signs requests of every kind, good and
# bad, and prints the status of each answer.
# Use: signer.py ADDRESS SECRET
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from slack_sdk.signature import SignatureVerifier

base, secret = sys.argv[1], sys.argv[2]
form = "application/x-www-form-urlencoded"


def send(path, kind, body, skew=0, key=secret, change=None):
    stamp = str(int(time.time()) + skew)
    signature = SignatureVerifier(key).generate_signature(timestamp=stamp, body=body)
    if change:
        signature = change(signature)
    request = urllib.request.Request(base + path, data=body.encode(), headers={
        "Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature})
    try:
        return urllib.request.urlopen(request, timeout=10).status
    except urllib.error.HTTPError as e:
        return e.code


requests = {
    "/slack/events": ("application/json", json.dumps({"type": "url_verification", "challenge": "c", "text": "政策"})),
    "/slack/interactive": (form, urllib.parse.urlencode(
        {"payload": json.dumps({"type": "shortcut", "team": {"id": "T1"}, "user": {"id": "U1"}})})),
    "/slack/commands": (form, urllib.parse.urlencode(
        {"command": "/policy", "text": "help", "team_id": "T1", "channel_id": "C1", "user_id": "U1", "trigger_id": "1.2"})),
}
for path, (kind, body) in requests.items():
    for name, how in {
        "good": {},
        "old secret": {"key": "old-secret"},
        "295 s ago": {"skew": -295},
        "310 s ago": {"skew": -310},
        "310 s ahead": {"skew": 310},
        "wrong key": {"key": "wrong"},
        "no prefix": {"change": lambda s: s[3:]},
        "upper case": {"change": lambda s: s[:3] + s[3:].upper()},
        "short": {"change": lambda s: s[:-1]},
    }.items():
        print(path, name, send(path, kind, body, **how), sep=" | ")
