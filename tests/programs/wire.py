"""Protobuf messages taken apart and put together again, for edits of profiles."""


def varint(value):
    """Encodes an int as an unsigned LEB128; negative numbers as 64-bit two's complement."""
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, value):
    """Encodes a field: an int as varint, bytes as length-delimited."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def read_varint(data, at):
    """Returns the number and the offset after it."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """Returns the (number, value) pairs of a sound message; value as in field()."""
    out = []
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        value, at = read_varint(data, at)
        if tag & 7 == 2:
            value, at = data[at : at + value], at + value
        elif tag & 7 != 0:
            raise ValueError(f"unexpected wire type {tag & 7} at {at}")
        out.append((tag >> 3, value))
    return out


def message(pairs):
    """Encodes (number, value) pairs."""
    return b"".join(field(number, value) for number, value in pairs)


def without_start_lines(profile):
    """Drops Function.start_line (field 5 of messages in field 5) everywhere."""
    return message(
        (number, message(p for p in fields(value) if p[0] != 5) if number == 5 else value)
        for number, value in fields(profile)
    )
