package main

// profile collects the messages of one profile.proto (field numbers of
// github.com/google/pprof/proto/profile.proto).
type profile struct {
	top       message
	index     map[string]int64
	strings   []string
	functions int64 // how many function took an id
	frames    int64 // how many frame took one
}

func newProfile() *profile {
	return &profile{index: map[string]int64{"": 0}, strings: []string{""}}
}

// str returns the string's index in the table.
func (p *profile) str(s string) int64 {
	i, ok := p.index[s]
	if !ok {
		i = int64(len(p.strings))
		p.index[s] = i
		p.strings = append(p.strings, s)
	}
	return i
}

// types declares sample types as type, unit, type, unit …
func (p *profile) types(pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		p.top.bytes(1, p.valueType(pairs[i], pairs[i+1]))
	}
}

func (p *profile) valueType(typ, unit string) message {
	var m message
	m.int(1, p.str(typ))
	m.int(2, p.str(unit))
	return m
}

// cpu declares the two types of a Go CPU profile, its period and its times.
func (p *profile) cpu() {
	p.types("samples", "count", "cpu", "nanoseconds")
	p.top.bytes(11, p.valueType("cpu", "nanoseconds"))
	p.top.int(12, 10_000_000)
	p.top.int(9, 1_700_000_000_000_000_000)
	p.top.int(10, 2_000_000_000)
}

// label is a string label, or a numeric one when str is empty and num or unit is not.
type label struct {
	key, str string
	num      int64
	unit     string
	zero     bool // write num although it is 0
}

// sample adds a stack, leaf first.
func (p *profile) sample(values, stack []int64, labels ...label) {
	var m message
	m.ints(1, stack)
	m.ints(2, values)
	for _, l := range labels {
		var lm message
		lm.int(1, p.str(l.key))
		lm.int(2, p.str(l.str))
		if l.zero {
			lm.always(3, l.num)
		} else {
			lm.int(3, l.num)
		}
		lm.int(4, p.str(l.unit))
		m.bytes(3, lm)
	}
	p.top.bytes(2, m)
}

// mapping describes a loaded file.
type mapping struct {
	id, start, limit, offset int64
	file, build              string
	symbolised               bool
}

func (p *profile) mapping(mp mapping) {
	var m message
	m.int(1, mp.id)
	m.int(2, mp.start)
	m.int(3, mp.limit)
	m.int(4, mp.offset)
	m.int(5, p.str(mp.file))
	m.int(6, p.str(mp.build))
	if mp.symbolised {
		for field := 7; field <= 10; field++ {
			m.int(field, 1)
		}
	}
	p.top.bytes(3, m)
}

// binary is the mapping most cases use, with id 1.
func (p *profile) binary() {
	p.mapping(mapping{id: 1, start: 0x400000, limit: 0x800000, file: "/srv/app/bin/app", build: "c0ffee", symbolised: true})
}

// line is one function of a location; the innermost comes first.
type line struct{ function, line, column int64 }

// location adds one with a given id; folded is the is_folded flag.
func (p *profile) location(id, mapping, address int64, folded bool, lines ...line) int64 {
	var m message
	m.int(1, id)
	m.int(2, mapping)
	m.int(3, address)
	for _, l := range lines {
		var lm message
		lm.int(1, l.function)
		lm.int(2, l.line)
		lm.int(3, l.column)
		m.bytes(4, lm)
	}
	if folded {
		m.int(5, 1)
	}
	p.top.bytes(4, m)
	return id
}

// function adds one with the next id.
func (p *profile) function(name, system, file string, start int64) int64 {
	p.functions++
	p.functionAs(p.functions, name, system, file, start)
	return p.functions
}

// functionAs adds one with a given id.
func (p *profile) functionAs(id int64, name, system, file string, start int64) {
	var m message
	m.int(1, id)
	m.int(2, p.str(name))
	m.int(3, p.str(system))
	m.int(4, p.str(file))
	m.int(5, start)
	p.top.bytes(5, m)
}

// frame adds a function and a location of its own, in mapping 1.
func (p *profile) frame(name, file string, at int64) int64 {
	p.frames++
	f := p.function(name, name, file, at-2)
	return p.location(p.frames, 1, 0x401000+p.frames*16, false, line{f, at, 0})
}

// encode ends the message with its string table, as Go does.
func (p *profile) encode() []byte {
	for _, s := range p.strings {
		p.top.bytes(6, []byte(s))
	}
	return p.top
}
