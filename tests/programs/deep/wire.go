package main

import "encoding/binary"

// message is a protobuf message being written: fields in the order of the calls.
type message []byte

// int writes a varint field; zero is not written, as in proto3.
func (m *message) int(field int, v int64) {
	if v != 0 {
		m.always(field, v)
	}
}

// always writes a varint field even when it is zero.
func (m *message) always(field int, v int64) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3)
	*m = binary.AppendUvarint(*m, uint64(v))
}

// bytes writes a length-delimited field.
func (m *message) bytes(field int, b []byte) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3|2)
	*m = binary.AppendUvarint(*m, uint64(len(b)))
	*m = append(*m, b...)
}

// ints writes a repeated varint field: packed when it has more than two
// elements, one by one when fewer, so that readers meet both.
func (m *message) ints(field int, vs []int64) {
	if len(vs) <= 2 {
		for _, v := range vs {
			m.always(field, v)
		}
		return
	}
	var packed []byte
	for _, v := range vs {
		packed = binary.AppendUvarint(packed, uint64(v))
	}
	m.bytes(field, packed)
}
