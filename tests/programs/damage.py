"""Malformed files: sound fixtures damaged on purpose, and what is to be said of each.

Every group is a function that yields (file name, bytes). What goscope must
answer is pprof's own verdict, found by asking it, but for the files in DIFFERENT.
"""

import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib

from wire import field, fields, message, varint

# File: the word that goscope's message must contain, for what is not a profile.
WORDS = {
    "curl_i_headers.pb.gz": "HTTP",
    "elf_head.bin": "ELF",
    "empty.pb.gz": "empty",
    "go_trace.out": "Go execution trace",
    "gz_of_gz.pb.gz": "gzip inside gzip",
    "gz_of_html.pb.gz": "HTML",
    "gz_of_nothing.pb.gz": "empty",
    "gz_of_text.pb.gz": "text",
    "json.cpuprofile": "JSON",
    "log.txt": "text",
    "login_page.html": "HTML",
    "perf.data": "perf.data",
    "picture.png": "PNG",
    "tar_of_profile.tar": "tar",
    "utf16_text.txt": "UTF-16",
    "zip_of_profile.zip": "zip",
}

# File: (goscope's verdict, why it is not pprof's).
DIFFERENT = {
    "gz_trailing_zeros.pb.gz": ("accept", "zeros after the last gzip member are padding, as gzip itself has it"),
}


def pack(data):
    """Gzips the same bytes to the same bytes."""
    return gzip.compress(data, 9, mtime=0)


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def damaged_gzip(packed):
    """The envelope is hurt: cut, flipped, followed by something."""
    n = len(packed)
    for at in [1, 9, 11, 100, n // 2, n - 9, n - 4, n - 1]:
        yield f"gz_cut_at_{at:05}.pb.gz", packed[:at]
    yield "gz_flip_near_start.pb.gz", flipped(packed, 40)
    yield "gz_flip_middle.pb.gz", flipped(packed, n // 2)
    yield "gz_bad_crc.pb.gz", flipped(packed, n - 8)
    yield "gz_bad_length.pb.gz", flipped(packed, n - 4)
    yield "gz_bad_method.pb.gz", packed[:2] + b"\x07" + packed[3:]
    yield "gz_trailing_junk.pb.gz", packed + b"junk"
    yield "gz_trailing_zeros.pb.gz", packed + bytes(512)
    yield "gz_of_gz.pb.gz", pack(packed)
    yield "gz_two_members.pb.gz", pack(gzip.decompress(packed)[:3000]) + pack(gzip.decompress(packed)[3000:])
    yield "gz_random_after_magic.pb.gz", b"\x1f\x8b" + bytes(i * 73 & 0xFF for i in range(200))


def damaged_plain(raw):
    """The message itself stops early, goes on, or comes twice."""
    for at in [3, 50, len(raw) // 2, len(raw) - 1]:
        yield f"plain_cut_at_{at:05}.pb", raw[:at]
    yield "plain_whole.pb", raw
    yield "plain_trailing_zeros.pb", raw + bytes(16)
    yield "plain_two_profiles.pb", raw + raw
    yield "gz_two_profiles.pb.gz", pack(raw) + pack(raw)
    yield "gz_ok_proto_cut.pb.gz", pack(raw[: len(raw) * 2 // 3])


def not_profiles(packed):
    """Files that people drop by mistake."""
    html = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in.</body></html>\n"
    yield "login_page.html", html
    yield "gz_of_html.pb.gz", pack(html)
    yield "json.cpuprofile", json.dumps({"nodes": [{"id": 1, "callFrame": {"functionName": "(root)"}}]}).encode()
    yield "picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II5B", 16, 16, 8, 6, 0, 0, 0)
    yield "elf_head.bin", b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", 2, 62, 1) + bytes(40)
    yield "perf.data", b"PERFILE2" + struct.pack("<QQ", 104, 136) + bytes(88)
    yield "go_trace.out", b"go 1.26 trace\0\0\0" + bytes([1, 1, 0, 0, 4, 5, 6, 7, 8])
    yield "utf16_text.txt", "\ufeffDuration: 2s\r\n".encode("utf-16-le")
    text = b"2026/01/02 15:04:05 listening on :8080\n2026/01/02 15:04:06 GET / 200\n"
    yield "log.txt", text
    yield "gz_of_text.pb.gz", pack(text)
    yield "curl_i_headers.pb.gz", b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n" + packed
    yield "bom_then_gz.pb.gz", b"\xef\xbb\xbf" + packed
    yield "zlib.pb.z", zlib.compress(gzip.decompress(packed), 9)
    yield "empty.pb.gz", b""
    yield "gz_of_nothing.pb.gz", pack(b"")
    yield "one_zero.pb.gz", b"\0"
    yield "ff_200.pb.gz", b"\xff" * 200
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr(zipfile.ZipInfo("cpu.pb.gz"), packed)
    yield "zip_of_profile.zip", archive.getvalue()
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as t:
        info = tarfile.TarInfo("cpu.pb.gz")
        info.size = len(packed)
        t.addfile(info, io.BytesIO(packed))
    yield "tar_of_profile.tar", archive.getvalue()


def bad_wire(raw):
    """Sound fields followed by one that breaks the encoding."""
    yield "varint_cut.pb", raw + varint(12 << 3) + b"\x80"
    yield "varint_overflow.pb", raw + varint(12 << 3) + b"\xff" * 10 + b"\x7f"
    yield "varint_padded.pb", raw + varint(12 << 3) + b"\x81\x80\x80\x00"
    yield "wire_type_group.pb", raw + varint(12 << 3 | 3)
    yield "wire_type_7.pb", raw + varint(12 << 3 | 7)
    yield "field_zero.pb", raw + varint(0) + varint(5)
    yield "field_unknown.pb", raw + field(999, b"later versions may write this")
    yield "string_as_varint.pb", raw + field(6, 5)
    yield "period_as_bytes.pb", raw + field(12, b"5")
    yield "location_id_as_fixed64.pb", raw + field(2, varint(1 << 3 | 1) + bytes(8))
    yield "length_past_end.pb", raw + varint(13 << 3 | 2) + varint(1000) + b"short"
    yield "length_inner_past_outer.pb", raw + field(2, varint(1 << 3 | 2) + varint(1000) + b"\1")
    yield "length_2_32_plus_2.pb", raw + varint(13 << 3 | 2) + varint(2**32 + 2) + b"\1\1"
    yield "length_2_63.pb", raw + varint(13 << 3 | 2) + varint(2**63) + b"\1\1"
    yield "packed_cut_varint.pb", raw + field(2, field(1, b"\1\2\x83"))


def edited(pairs, number, index, change):
    """Replaces the index-th field with that number by change(its fields)."""
    out = []
    for n, value in pairs:
        if n == number:
            if index == 0:
                value = message(change(fields(value)))
            index -= 1
        out.append((n, value))
    return message(out)


def put(number, value):
    """A change that sets one field of a message."""
    return lambda inner: [p for p in inner if p[0] != number] + [(number, value)]


def bad_content(raw):
    """Well-formed messages that contradict each other."""
    pairs = fields(raw)
    far = 9999
    yield "str_far_function_name.pb", edited(pairs, 5, 0, put(2, far))
    yield "str_far_function_file.pb", edited(pairs, 5, 1, put(4, far))
    yield "str_far_mapping_file.pb", edited(pairs, 3, 0, put(5, far))
    yield "str_far_sample_type.pb", edited(pairs, 1, 0, put(1, far))
    yield "str_far_label_key.pb", raw + field(2, message([(1, 1), (2, 1), (2, 1), (3, field(1, far) + field(2, 1))]))
    yield "str_far_comment.pb", raw + field(13, far)
    yield "str_far_drop_frames.pb", raw + field(7, far)
    yield "str_far_default_type.pb", raw + field(14, far)
    yield "str_negative.pb", raw + field(13, -(2**63))
    yield "no_string_table.pb", message(p for p in pairs if p[0] != 6)
    yield "string0_not_empty.pb", message([(6, b"first"), *pairs])
    yield "function_missing.pb", edited(pairs, 4, 0, put(4, message([(1, 77), (2, 1)])))
    first = {number: next(value for n, value in pairs if n == number) for number in (3, 4, 5)}
    for kind, number in [("mapping", 3), ("location", 4), ("function", 5)]:
        yield f"{kind}_id_twice.pb", raw + field(number, first[number])
        yield f"{kind}_id_zero.pb", raw + field(number, message(put(1, 0)(fields(first[number]))))
    yield "location_missing.pb", raw + field(2, message([(1, 77), (2, 1), (2, 1)]))
    yield "location_zero_in_sample.pb", raw + field(2, message([(1, 0), (2, 1), (2, 1)]))
    yield "location_id_huge_in_sample.pb", raw + field(2, message([(1, -1), (2, 1), (2, 1)]))
    yield "mapping_missing.pb", edited(pairs, 4, 0, put(2, 77))
    yield "mapping_backwards.pb", edited(pairs, 3, 0, lambda inner: put(2, 0x800000)(put(3, 0x400000)(inner)))
    yield "values_too_few.pb", raw + field(2, message([(1, 1), (2, 1)]))
    yield "values_too_many.pb", raw + field(2, message([(1, 1), (2, 1), (2, 1), (2, 1)]))
    yield "values_none.pb", raw + field(2, field(1, 1))
    yield "types_none.pb", message(p for p in pairs if p[0] != 1)
    yield "types_and_samples_none.pb", message(p for p in pairs if p[0] not in (1, 2))
    yield "only_string_table.pb", field(6, b"")
    yield "extreme_values.pb", raw + b"".join(
        field(2, message([(1, 1), (2, v), (2, v)])) for v in [2**63 - 1, 2**63 - 1, -(2**63)]
    )
    yield "extreme_address.pb", edited(pairs, 4, 0, put(3, -1))
    yield "extreme_lines.pb", edited(pairs, 4, 0, put(4, message([(1, 1), (2, -(2**63)), (3, 2**63 - 1)])))
    yield "extreme_times.pb", message([(n, 2**63 - 1 if n in (9, 10, 12) else v) for n, v in pairs])
    for name, pattern in [("bad", b"runtime\\.(mallocgc"), ("lookahead", b"(?!main)")]:
        strings = sum(n == 6 for n, _ in pairs)
        yield f"drop_frames_{name}_regexp.pb", raw + field(6, pattern) + field(7, strings)


def bombs(raw):
    """Small files that ask for much; deflate shrinks a thousandfold at most."""
    yield "bomb_unknown_field_48m.pb.gz", pack(raw + field(999, bytes(48 << 20)))
    frames = field(1, b"\1" * (4 << 20)) + field(2, 1) + field(2, 1)
    yield "bomb_sample_4m_frames.pb.gz", pack(raw + field(2, frames))
    yield "bomb_strings_2m.pb.gz", pack(raw + field(6, b"") * (2 << 20))
    yield "bomb_labels_500k.pb.gz", pack(raw + field(2, message([(1, 1), (2, 1), (2, 1)] + [(3, b"\x08\1\x10\1")] * 500_000)))


def malformed(profiles):
    """All files, made from two sound fixtures: a small one and a real one."""
    small = gzip.decompress((profiles / "made.basic.pb.gz").read_bytes())
    real = (profiles / "leaky.go1.27.heap1.pb.gz").read_bytes()
    yield from damaged_gzip(real)
    yield from damaged_plain(small)
    yield from not_profiles(pack(small))
    yield from bad_wire(small)
    yield from bad_content(small)
    yield from bombs(small)


def write_all(pprof, profiles, folder):
    """Writes the files, asks pprof about each, and writes EXPECT.tsv."""
    for old in folder.iterdir():
        if old.name != "README.md":
            old.unlink()
    rows = []
    for name, data in sorted(malformed(profiles)):
        (folder / name).write_bytes(data)
        # Reading is what is asked; -comments is the report that adds least to it.
        code, _ = pprof.run(["-comments"], folder / name)
        verdict = "accept" if code == 0 else "refuse"
        wanted, reason = DIFFERENT.get(name, (verdict, ""))
        rows.append([name, verdict, wanted, WORDS.get(name, ""), reason])
    with open(folder / "EXPECT.tsv", "w") as f:
        f.write("file\tpprof\tgoscope\tword\treason\n")
        f.writelines("\t".join(row) + "\n" for row in rows)
