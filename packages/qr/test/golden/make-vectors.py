"""Writes vectors.json: what passes must look like for ever, from Python's own hmac and hashlib and none of our code.

    python3 packages/qr/test/golden/make-vectors.py

Cards already printed depend on these bytes, so a difference after a change is a fault of the change, not of this file.
"""

import base64
import hashlib
import hmac
import json
import pathlib

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KINDS = {"appointment": 0, "guest": 1, "member": 2}
VERSION = 1
LEGACY_SECRET = "your_super_secret_qrcode_key_change_this_in_production"


def key(slot: int) -> bytes:
    return hashlib.sha256(f"golden key of slot {slot}".encode()).digest()


def token(kind: str, slot: int, pass_id: int, version: int = VERSION) -> str:
    head = bytes([version << 6 | KINDS.get(kind, 3) << 4 | slot]) + pass_id.to_bytes(8, "big")
    mac = hmac.new(key(slot), b"sowan-pass" + head, hashlib.sha256).digest()[:16]
    number = int.from_bytes(head + mac, "big")
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(195, -5, -5))


def card(member: str, year: str) -> str:
    signature = hashlib.sha256((member + LEGACY_SECRET + year).encode()).hexdigest()
    fields = {
        "memberId": member,
        "name": "Jean Dupont",
        "email": "jean.dupont@email.com",
        "association": "Mizara",
        "validity": year,
        "status": "Membre actif",
        "signature": signature,
    }
    return json.dumps(fields, separators=(",", ":"))


SLOTS = [0, 1, 7, 15]
IDS = [0, 1, 0x0123456789ABCDEF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF]

vectors = {
    "keyring": ",".join(f"{slot}:{base64.b64encode(key(slot)).decode()}" for slot in SLOTS),
    "passes": [
        {"kind": kind, "slot": slot, "id": str(pass_id), "token": token(kind, slot, pass_id)}
        for kind in KINDS
        for slot in SLOTS
        for pass_id in IDS
    ],
    "refused": [
        {"why": "another version", "token": token("guest", 1, 5, version=2), "code": "UNSUPPORTED"},
        {"why": "the fourth kind", "token": token("none", 1, 5), "code": "UNSUPPORTED"},
        {"why": "a slot without key", "token": token("guest", 2, 5), "code": "UNKNOWN_KEY"},
        {"why": "the MAC of another pass", "token": token("guest", 1, 5)[:15] + token("guest", 1, 6)[15:], "code": "BAD_SIGNATURE"},
    ],
    "legacySecret": LEGACY_SECRET,
    "legacyCards": [
        {"memberNumber": member, "year": int(year), "card": card(member, year)}
        for member, year in [("M-2025-0142", "2025"), ("M-2024-0001", "2024")]
    ],
}

target = pathlib.Path(__file__).with_name("vectors.json")
target.write_text(json.dumps(vectors, indent=2) + "\n")
