"""A second implementation of dlake's format, version 1, from schemas/README.md alone: Python, standard library.

    python3 reference.py schemas/vectors

recomputes every id in the vectors, builds every manifest anew, and refuses every invalid vector. It prints what
it did as JSON; anything that is not as the vectors say ends it with an error.
"""

import base64
import datetime
import hashlib
import json
import re
import struct
import sys
from pathlib import Path

MAX_INT = 2**53 - 1
MAX_RECORD = 1024 * 1024
MAX_PAGE = 4096 * (2 * (4096 + 3) + 1) + 64
LAYERS = ("raw", "processed", "curated", "archive")
RAW, DAG_CBOR = b"\x01\x55\x12\x20", b"\x01\x71\x12\x20"


class Refused(Exception):
    """The bytes are not what the format takes."""


class TooNew(Exception):
    """The record says that it is of a later version."""


class Link(bytes):
    """The 36 bytes of a CID."""


def need(holds, reason):
    if not holds:
        raise Refused(reason)


def sha256(data):
    return hashlib.sha256(data).digest()


def cid_text(cid):
    return "b" + base64.b32encode(cid).decode().lower().rstrip("=")


def record_cid(data):
    return Link(DAG_CBOR + sha256(data))


def blob_cid(data):
    return Link(RAW + sha256(data))


# --- CBOR: what dag-cbor allows, less floats, nulls and bytes ------------------------------------------------


def head(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << (8 * size):
            return bytes([major << 5 | info]) + value.to_bytes(size, "big")
    raise Refused("too large")


def encode(value):
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(1, -1 - value) if value < 0 else head(0, value)
    if isinstance(value, str):
        data = value.encode("utf-8")
        return head(3, len(data)) + data
    if isinstance(value, Link):
        return b"\xd8\x2a\x58\x25\x00" + bytes(value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, (list, tuple)):
        return head(4, len(value)) + b"".join(encode(item) for item in value)
    keys = sorted(value, key=lambda key: (len(key.encode("utf-8")), key.encode("utf-8")))
    return head(5, len(keys)) + b"".join(encode(key) + encode(value[key]) for key in keys)


class Decoder:
    def __init__(self, data, byte_strings=False):
        self.data, self.at, self.byte_strings = data, 0, byte_strings

    def take(self, count):
        need(self.at + count <= len(self.data), "cut short")
        self.at += count
        return self.data[self.at - count : self.at]

    def head(self):
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if info < 24 or major == 7:
            return major, info
        need(info <= 27, "not a definite length")
        return major, int.from_bytes(self.take(1 << (info - 24)), "big")

    def item(self, depth=0):
        major, value = self.head()
        if major == 0:
            return value
        if major == 1:
            return -1 - value
        if major == 2:
            need(self.byte_strings, "a byte string")
            return self.take(value)
        if major == 3:
            return self.take(value).decode("utf-8", "strict")
        if major == 4:
            need(value <= len(self.data) and depth <= 16, "too deep, or cut short")
            return [self.item(depth + 1) for _ in range(value)]
        if major == 5:
            need(depth <= 16, "too deep")
            return self.map(value, depth)
        if major == 6:
            need(value == 42 and self.take(3) == b"\x58\x25\x00", "not a link")
            cid = self.take(36)
            need(cid[:4] in (RAW, DAG_CBOR), "not a CID that records link to")
            return Link(cid)
        need(value in (20, 21), "a simple value or float")
        return value == 21

    def map(self, count, depth):
        found = {}
        for _ in range(count):
            key = self.item(99)
            need(isinstance(key, str) and key not in found, "a key twice, or not text")
            need(key not in ("/", "__proto__"), "a key that is kept free")
            found[key] = self.item(depth + 1)
        return found


def check_integers(value):
    if isinstance(value, int):
        need(-MAX_INT <= value <= MAX_INT, "an integer beyond 2^53-1")
    elif isinstance(value, dict):
        for item in value.values():
            check_integers(item)
    elif isinstance(value, list):
        for item in value:
            check_integers(item)


def check_version(data):
    """`v` is the first key of every record in every version."""
    if len(data) < 4 or data[0] >> 5 != 5:
        return
    start = 2 if data[0] == 0xB8 else 1
    if data[start : start + 2] == b"\x61\x76" and data[start + 2 : start + 3] and data[start + 2] >> 5 == 0:
        version = Decoder(data[start + 2 :]).item()
        if 1 < version <= MAX_INT and data[start + 2 :].startswith(encode(version)):
            raise TooNew()


def decode(data, most, byte_strings=False):
    check_version(data)
    need(len(data) <= most, "too large")
    decoder = Decoder(data, byte_strings)
    try:
        value = decoder.item()
    except UnicodeDecodeError:
        raise Refused("not UTF-8")
    need(decoder.at == len(data), "bytes after its end")
    check_integers(value)
    need(encode(value) == data, "not its canonical form")
    need(isinstance(value, dict), "not a map")
    return value


# --- Texts ----------------------------------------------------------------------------------------------------

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
SOURCE = re.compile(r"[a-z0-9_][a-z0-9._-]{0,127}")
NO_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
WHITE = "\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
AUTHOR = re.compile(f"[^<>{WHITE}]([^<>]*[^<>{WHITE}])? <[^<>{WHITE}]+>")


def is_text(value, most, empty=False):
    return isinstance(value, str) and (empty or value != "") and "\0" not in value and len(value.encode()) <= most


def is_line(value, most=1024):
    return is_text(value, most) and not NO_LINE.search(value)


def is_name(value):
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def is_source(value):
    return isinstance(value, str) and SOURCE.fullmatch(value) is not None and value not in LAYERS


def is_dataset(value):
    parts = value.split("/") if isinstance(value, str) else []
    return len(parts) == 2 and is_source(parts[0]) and is_name(parts[1])


def is_count(value, least=0, most=MAX_INT):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_date(value):
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        datetime.date(*map(int, value.split("-")))
    except ValueError:
        return False
    return True


def is_time(value):
    found = isinstance(value, str) and re.fullmatch(r"(.{10})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.[0-9]{3}Z", value)
    if not found:
        return False
    day, hour, minute, second = found.groups()
    return is_date(day) and int(hour) < 24 and int(minute) < 60 and int(second) < 60


def is_link(value, prefix):
    return isinstance(value, Link) and value[:4] == prefix


def is_sorted(values):
    return all(a < b for a, b in zip(values, values[1:]))


def check_free(value, links):
    """What free maps hold; how deep they go, the decoder has seen."""
    if isinstance(value, Link):
        need(links, "a link")
    elif isinstance(value, str):
        need("\0" not in value, "a NUL")
    elif isinstance(value, list):
        for item in value:
            check_free(item, links)
    elif isinstance(value, dict):
        for key, item in value.items():
            need(is_line(key, 256), "a key")
            check_free(item, links)


# --- Commits --------------------------------------------------------------------------------------------------

GRADES = ("verified-strong", "verified-weak", "size-only", "unverified")
COMMIT_MUST = "v type dataset layer manifest files bytes action metadata name author message committedAt".split()
COMMIT_MAY = "parents inputs parameters run checks expected keywords".split()


def decode_commit(data):
    commit = decode(data, MAX_RECORD)
    need(set(COMMIT_MUST) <= set(commit) <= set(COMMIT_MUST + COMMIT_MAY), "keys")
    need(commit["v"] == 1 and commit["v"] is not True and commit["type"] == "commit", "v or type")
    need(is_dataset(commit["dataset"]), "dataset")
    need(commit["layer"] in LAYERS, "layer")
    need(is_link(commit["manifest"], DAG_CBOR), "manifest")
    need(is_count(commit["files"]) and is_count(commit["bytes"]), "files or bytes")
    need(commit["action"] in ("collection", "promotion", "pipeline", "manual"), "action")
    for key in ("parents", "inputs"):
        if key in commit:
            links = commit[key]
            need(isinstance(links, list) and links and all(is_link(link, DAG_CBOR) for link in links), key)
            need(len(set(links)) == len(links), "a link twice")
    need(len(commit.get("parents", [])) <= 64, "parents")
    need(is_sorted(commit.get("inputs", [])), "inputs")
    for key in ("parameters", "run"):
        if key in commit:
            need(isinstance(commit[key], dict) and commit[key], key)
            check_free(commit[key], False)
    if "checks" in commit:
        need(isinstance(commit["checks"], list) and commit["checks"], "checks")
        need(all(isinstance(check, dict) for check in commit["checks"]), "checks")
        check_free(commit["checks"], False)
    if "expected" in commit:
        check_expected(commit["expected"])
    metadata = commit["metadata"]
    need(isinstance(metadata, dict) and {"source", "date", "version"} <= set(metadata), "metadata")
    check_free(metadata, False)
    need(is_line(metadata["source"]) and is_date(metadata["date"]) and is_name(metadata["version"]), "metadata")
    need(is_line(commit["name"]), "name")
    if "keywords" in commit:
        words = commit["keywords"]
        need(isinstance(words, list) and 1 <= len(words) <= 1024 and all(is_line(word, 256) for word in words), "keywords")
        need(is_sorted([word.encode() for word in words]), "keywords")
    need(is_line(commit["author"]) and AUTHOR.fullmatch(commit["author"]), "author")
    need(is_text(commit["message"], 65536), "message")
    need(is_time(commit["committedAt"]), "committedAt")
    return commit


def check_expected(expected):
    need(isinstance(expected, dict) and set(expected) == {"list", "grades"}, "expected")
    grades = expected["grades"]
    need(is_link(expected["list"], RAW) and isinstance(grades, dict) and grades, "expected")
    need(set(grades) <= set(GRADES) and all(is_count(count, 1) for count in grades.values()), "grades")


# --- Log entries ----------------------------------------------------------------------------------------------

ENTRY_MUST = "v type subject seq kind actor at".split()
ENTRY_MAY = "prev from to data reason".split()
# kind: (from, to, keys of data that are checked), each must, may or no
PLAIN, MOVE, END = ("no", "no", {}), ("may", "must", {"undoes": "may"}), ("must", "no", {"undoes": "may"})
KINDS = {
    "refs": {
        "move": MOVE, "end": END, "hold": PLAIN, "release": PLAIN, "retract": PLAIN, "refuse": ("may", "may", {}),
        "signature": ("no", "no", {"commit": "must", "key": "must", "signature": "must"}),
    },
    "tags": {"move": ("no", "no", {"commits": "must"}), "end": PLAIN},
    "objects": {"withdraw": PLAIN, "approve": PLAIN},
    "backups": {"made": PLAIN, "failed": PLAIN, "drilled": PLAIN, "dropped": PLAIN},
    "lake": {"made": ("no", "no", {"lake": "must"}), "policy": PLAIN, "checkpoint": PLAIN},
    "remotes": {"move": ("may", "must", {}), "end": ("must", "no", {})},
}


def family_of(subject):
    need(isinstance(subject, str), "subject")
    family, *rest = subject.split("/")
    path = "/".join(rest)
    if family == "refs":
        fits = is_dataset(path)
    elif family in ("tags", "backups"):
        fits = is_name(path)
    elif family == "objects":
        fits = is_cid_text(path)
    elif family == "lake":
        fits = subject == "lake"
    else:
        fits = family == "remotes" and len(rest) == 4 and is_name(rest[0]) and rest[1] in LAYERS and is_dataset("/".join(rest[2:]))
    need(fits, "subject")
    return family


def is_cid_text(text):
    if not re.fullmatch(r"b[a-z2-7]{58}", text):
        return False
    cid = base64.b32decode(text[1:].upper() + "======")
    return cid[:4] in (RAW, DAG_CBOR) and cid_text(cid) == text


def decode_entry(data):
    entry = decode(data, MAX_RECORD)
    need(set(ENTRY_MUST) <= set(entry) <= set(ENTRY_MUST + ENTRY_MAY), "keys")
    need(entry["v"] == 1 and entry["v"] is not True and entry["type"] == "entry", "v or type")
    kinds = KINDS[family_of(entry["subject"])]
    need(is_count(entry["seq"], 1, 10**12 - 1), "seq")
    need(("prev" in entry) == (entry["seq"] > 1), "prev")
    need(isinstance(entry["kind"], str) and entry["kind"] in kinds, "kind")
    has_from, has_to, keys = kinds[entry["kind"]]
    for key, rule in (("from", has_from), ("to", has_to)):
        need((rule != "must" or key in entry) and (rule != "no" or key not in entry), key)
    need(all(is_link(entry[key], DAG_CBOR) for key in ("prev", "from", "to") if key in entry), "a link")
    facts = entry.get("data", {})
    need("data" not in entry or (isinstance(facts, dict) and facts), "data")
    check_free(facts, True)
    for key, rule in keys.items():
        need(rule != "must" or key in facts, key)
        if key in facts:
            need(is_fact(key, facts[key], entry), key)
    need(is_line(entry["actor"]) and is_time(entry["at"]), "actor or at")
    need("reason" not in entry or is_text(entry["reason"], 65536), "reason")
    return entry


def is_fact(key, value, entry):
    if key == "undoes":
        return is_count(value, 1, entry["seq"] - 1)
    if key == "commits":
        return isinstance(value, list) and value and all(is_link(link, DAG_CBOR) for link in value) and is_sorted(value)
    if key == "commit":
        return is_link(value, DAG_CBOR)
    return is_line(value)


# --- Paths and pages ------------------------------------------------------------------------------------------


def check_path(path):
    need(isinstance(path, str) and path != "" and "\0" not in path and not path.startswith("/"), "a path")
    need(len(path.encode("utf-8")) <= 4096, "a path too long")
    for part in path.split("/"):
        need(part not in ("", ".", "..") and len(part.encode("utf-8")) <= 255, "a part of a path")
        need(part.lower() != ".dlake", "a path into .dlake")


def check_target(path, target):
    need(isinstance(target, str) and target != "" and "\0" not in target and not target.startswith("/"), "a target")
    need(len(target.encode("utf-8")) <= 4096, "a target too long")
    parts = target.split("/")
    up = 0
    while up < len(parts) and parts[up] == "..":
        up += 1
    need(".." not in parts[up:] and up <= path.count("/"), "a target that may lead out")
    need(all(part.lower() != ".dlake" for part in parts), "a target into .dlake")


class Order:
    """Paths in byte order, none twice, none below another."""

    def __init__(self):
        self.last, self.seen = None, set()

    def take(self, path):
        data = path.encode("utf-8")
        need(self.last is None or self.last < data, "paths out of order")
        self.last = data
        parts = path.split("/")
        need(all("/".join(parts[:i]) not in self.seen for i in range(1, len(parts))), "a path below another")
        self.seen.add(path)


def decode_page(data, order=None):
    page = decode(data, MAX_PAGE)
    need(set(page) == {"v", "type", "level", "entries"}, "keys")
    need(page["v"] == 1 and page["v"] is not True and page["type"] == "page", "v or type")
    need(is_count(page["level"], 0, 31) and isinstance(page["entries"], list), "level or entries")
    need(len(page["entries"]) <= 4096 and (page["level"] == 0 or page["entries"]), "number of entries")
    order = Order() if page["level"] > 0 or order is None else order
    for entry in page["entries"]:
        need(isinstance(entry, list) and len(entry) >= 2, "an entry")
        check_path(entry[0])
        order.take(entry[0])
        check_child(entry) if page["level"] > 0 else check_file(entry)
    return page


def check_file(entry):
    if len(entry) == 2:
        return check_target(*entry)
    need(len(entry) <= 4 and is_link(entry[1], RAW) and is_count(entry[2]), "a file")
    need(len(entry) == 3 or entry[3] is True, "a mark")


def check_child(entry):
    need(len(entry) == 4 and is_link(entry[1], DAG_CBOR) and is_count(entry[2], 1) and is_count(entry[3]), "a child")


# --- Manifests ------------------------------------------------------------------------------------------------


def zero_bits(path):
    digest = int.from_bytes(sha256(path.encode("utf-8")), "big")
    return 256 - digest.bit_length()


def build(entries):
    """The root of a manifest and all its pages, level by level, as the format defines them."""
    rows = [(entry[0], entry, 1, entry[2] if len(entry) > 2 else 0) for entry in entries]
    pages, level = {}, 0
    while True:
        made, held = [], []
        for row in rows:
            held.append(row)
            if zero_bits(row[0]) >= 9 * (level + 1) or len(held) == 4096:
                made.append(held)
                held = []
        if held or not made:
            made.append(held)
        rows = []
        for group in made:
            data = encode({"v": 1, "type": "page", "level": level, "entries": [row[1] for row in group]})
            cid = record_cid(data)
            pages.setdefault(level, []).append((cid, data))
            files, size = sum(row[2] for row in group), sum(row[3] for row in group)
            last = group[-1][0] if group else ""
            rows.append((last, [last, cid, files, size], files, size))
        if len(rows) == 1:
            return rows[0][1][1], rows[0][2], rows[0][3], pages
        level += 1


def read_manifest(root, pages):
    """Every entry below a root, each page as the page above it says."""
    order, found = Order(), []

    def walk(cid, level, said):
        page = decode_page(pages[cid], order)
        need(level is None or page["level"] == level, "level")
        if page["level"] == 0:
            found.extend(page["entries"])
            files, size = len(page["entries"]), sum(entry[2] for entry in page["entries"] if len(entry) > 2)
        else:
            for child in page["entries"]:
                walk(child[1], page["level"] - 1, child)
            files, size = (sum(child[i] for child in page["entries"]) for i in (2, 3))
        if said is not None:
            need(page["entries"] and said[0] == page["entries"][-1][0] and said[2:] == [files, size], "totals")

    walk(root, None, None)
    return found


def check_manifest(root, pages, files, size):
    for cid, data in pages.items():
        need(record_cid(data) == cid, "a page that is not its id")
    entries = read_manifest(root, pages)
    built, count, total, _ = build(entries)
    need(total <= MAX_INT and (count, total) == (files, size), "totals")
    need(built == root, "cut elsewhere")


WIDE = ["-", ".", "/x", "\u00e9", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"]


def generate(generator):
    """The file sets that the vectors describe instead of listing."""
    entries = []
    for i in range(generator["count"]):
        if generator["paths"] == "flat":
            path = f"f{i:07d}"
        elif generator["paths"] == "tree":
            path = f"d{i % 97}/s{i % 13}/f{i}"
        else:
            path = f"w{i // len(WIDE)}{WIDE[i % len(WIDE)]}"
        keep, cuts = generator.get("keep"), None
        if keep is not None and (zero_bits(path) >= 9) != (keep == "always-cut"):
            continue
        if i % 7 == 0:
            entries.append([path, "other"])
        else:
            entry = [path, blob_cid(path.encode("utf-8")), i]
            entries.append(entry + [True] if i % 5 == 0 else entry)
    entries.sort(key=lambda entry: entry[0].encode("utf-8"))
    return entries


# --- Packs and lists of published sums ------------------------------------------------------------------------


def decode_pack(data):
    need(56 <= len(data) <= 128 * 1024 * 1024, "size")
    magic, at, length, digest = struct.unpack(">8sQQ32s", data[-56:])
    need(magic == b"dlakepk1" and at + length + 56 == len(data), "footer")
    index = data[at : at + length]
    need(sha256(index) == digest, "index digest")
    value = decode(index, len(index), byte_strings=True)
    need(set(value) == {"v", "type", "entries"} and value["v"] == 1 and value["type"] == "pack", "index")
    entries = value["entries"]
    need(isinstance(entries, list) and 1 <= len(entries) <= 65536, "entries")
    for entry in entries:
        need(isinstance(entry, list) and len(entry) == 5, "an entry")
        cid, offset, stored, raw, encoding = entry
        need(type(cid) is bytes and len(cid) == 36 and cid[:4] in (RAW, DAG_CBOR), "an id")
        need(all(is_count(number) for number in entry[1:]) and stored == raw and encoding == 0, "an entry")
    ids = [entry[0] for entry in entries]
    need(is_sorted(ids) and len({cid[:4] for cid in ids}) == 1, "ids")
    end = 0
    for cid, offset, stored, _, _ in sorted(entries, key=lambda entry: (entry[1], entry[2])):
        need(offset == end and offset + stored <= at, "tiling")
        end += stored
        need(sha256(data[offset:end]) == cid[4:], "an object that is not its id")
    need(end == at, "tiling")
    return entries


def decode_expected(data):
    try:
        text = data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Refused("not UTF-8")
    lines = text.split("\n")
    need(lines.pop() == "", "the last line")
    files = []
    for line in lines:
        try:
            file = json.loads(line)
        except ValueError:
            raise Refused("not JSON")
        need(isinstance(file, dict) and list(file) == ["path", "algo", "value", "from", "grade"], "keys")
        need(all(isinstance(value, str) and encodable(value) for value in file.values()), "a value")
        need(file_line(file) == line, "form")
        check_path(file["path"])
        need(re.fullmatch(r"[a-z0-9-]{1,32}", file["algo"]) and is_line(file["value"]), "algo or value")
        need(is_line(file["from"], 4096) and file["grade"] in GRADES, "from or grade")
        files.append(file)
    need(is_sorted([file["path"].encode("utf-8") for file in files]), "order")
    return files


def encodable(text):
    return not any(0xD800 <= ord(char) < 0xE000 for char in text)


def file_line(file):
    """As ECMAScript's JSON.stringify writes it, which is Python's form without spaces and ASCII escapes."""
    return json.dumps(file, ensure_ascii=False, separators=(",", ":"))


# --- The vectors ----------------------------------------------------------------------------------------------


def dag_json(value):
    if isinstance(value, Link):
        return {"/": cid_text(value)}
    if isinstance(value, dict):
        return {key: dag_json(item) for key, item in value.items()}
    return [dag_json(item) for item in value] if isinstance(value, list) else value


def from_dag_json(value):
    if isinstance(value, dict):
        if set(value) == {"/"}:
            return Link(base64.b32decode(value["/"][1:].upper() + "======"))
        return {key: from_dag_json(item) for key, item in value.items()}
    return [from_dag_json(item) for item in value] if isinstance(value, list) else value


def expect(holds, *what):
    if not holds:
        sys.exit("not as the vectors say: " + ", ".join(map(str, what)))


def check_valid_records(vectors, decoder):
    for vector in vectors:
        data = bytes.fromhex(vector["hex"])
        value = decoder(data)
        expect(cid_text(record_cid(data)) == vector["id"], vector["name"], "id")
        expect(dag_json(value) == vector["record"], vector["name"], "decoded form")
        expect(encode(from_dag_json(vector["record"])) == data, vector["name"], "encoded form")


def check_refused(vectors, check):
    for vector in vectors:
        try:
            check(vector)
        except TooNew:
            expect(vector["error"] == "format-too-new", vector["name"], "too new")
        except Refused:
            expect(vector.get("error") != "format-too-new", vector["name"], "refused, but not as too new")
        else:
            expect(False, vector["name"], "was taken")


def of_hex(check):
    return lambda vector: check(bytes.fromhex(vector["hex"]))


def link_of(text):
    return Link(base64.b32decode(text[1:].upper() + "======"))


def pages_of(vector):
    return {link_of(cid): bytes.fromhex(data) for cid, data in vector["pages"].items()}


def check_valid_manifest(vector):
    listed = "entries" in vector
    entries = from_dag_json(vector["entries"]) if listed else generate(vector["generator"])
    root, files, size, pages = build(entries)
    expect(cid_text(root) == vector["root"], vector["name"], "root")
    expect((files, size) == (vector["files"], vector["bytes"]), vector["name"], "totals")
    if listed:
        made = {cid: data for level in pages.values() for cid, data in level}
        expect(made == pages_of(vector), vector["name"], "pages")
        check_manifest(root, made, files, size)
    else:
        expect([len(pages[level]) for level in sorted(pages)] == vector["pagesPerLevel"], vector["name"], "pages")


def check_valid_pack(vector):
    data = bytes.fromhex(vector["hex"])
    entries = decode_pack(data)
    expect(sha256(data).hex() == vector["key"], vector["name"], "key")
    found = [{"id": cid_text(entry[0]), "offset": entry[1], "length": entry[2]} for entry in entries]
    expect(found == vector["entries"], vector["name"], "entries")


def check_valid_list(vector):
    data = vector["text"].encode("utf-8")
    expect(decode_expected(data) == vector["files"], vector["name"], "files")
    expect("".join(file_line(file) + "\n" for file in vector["files"]) == vector["text"], vector["name"], "text")
    expect(cid_text(blob_cid(data)) == vector["id"], vector["name"], "id")


def main(folder):
    vectors = {path.stem: json.loads(path.read_text("utf-8")) for path in Path(folder).glob("*.json")}
    paths = vectors.pop("paths")
    for path in paths["paths"]["valid"]:
        check_path(path)
    for link in paths["links"]["valid"]:
        check_target(link["path"], link["target"])
    check_valid_records(vectors["commits"]["valid"], decode_commit)
    check_valid_records(vectors["entries"]["valid"], decode_entry)
    check_valid_records(vectors["pages"]["valid"], decode_page)
    for check, name in ((check_valid_manifest, "manifests"), (check_valid_pack, "packs"), (check_valid_list, "expected")):
        for vector in vectors[name]["valid"]:
            check(vector)
    named = lambda rows: [{"name": repr(row["path"]), **row} for row in rows]
    check_refused(named(paths["paths"]["invalid"]), lambda row: check_path(row["path"]))
    check_refused(named(paths["links"]["invalid"]), lambda row: check_target(row["path"], row["target"]))
    check_refused(vectors["commits"]["invalid"], of_hex(decode_commit))
    check_refused(vectors["entries"]["invalid"], of_hex(decode_entry))
    check_refused(vectors["pages"]["invalid"], of_hex(decode_page))
    check_refused(vectors["packs"]["invalid"], of_hex(decode_pack))
    check_refused(vectors["expected"]["invalid"], of_hex(decode_expected))
    check_refused(
        vectors["manifests"]["invalid"],
        lambda row: check_manifest(link_of(row["root"]), pages_of(row), row["files"], row["bytes"]),
    )
    done = {name: [len(of["valid"]), len(of["invalid"])] for name, of in {**vectors, **paths}.items()}
    print(json.dumps(done, sort_keys=True))


if __name__ == "__main__":
    main(sys.argv[1])
