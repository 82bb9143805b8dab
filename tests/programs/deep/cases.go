package main

import (
	"fmt"
	"math"
	"strings"
)

// cases are the profiles, one for each thing a reader may get wrong.
var cases = []struct {
	name  string
	build func(*profile)
}{
	{"basic", basic},
	{"columns", columns},
	{"comments", comments},
	{"deep-10000", deep10000},
	{"default-type", defaultType},
	{"default-type-unknown", defaultTypeUnknown},
	{"drop-frames", dropFrames},
	{"empty", empty},
	{"empty-stacks", emptyStacks},
	{"huge", huge},
	{"identity", identity},
	{"ids", ids},
	{"inlined", inlined},
	{"labels", labels},
	{"labels-zero", labelsZero},
	{"mappings", mappings},
	{"names", names},
	{"negative", negative},
	{"percent", percent},
	{"ties", ties},
	{"units", units},
	{"unsymbolised", unsymbolised},
}

// v is short for the values of a sample, and for its stack.
type v = []int64

// basic is the small one that the malformed files are made from.
func basic(p *profile) {
	p.cpu()
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	work := p.frame("main.work", "/src/app/work.go", 25)
	leaf := p.frame("main.(*Tree).walk", "/src/app/tree.go", 40)
	p.sample(v{7, 70e6}, v{leaf, work, root})
	p.sample(v{3, 30e6}, v{work, root}, label{key: "handler", str: "cart"})
	p.sample(v{2, 20e6}, v{leaf, root})
}

// columns puts several columns on one line, and columns on inlined lines.
func columns(p *profile) {
	p.cpu()
	p.binary()
	main := p.function("main.main", "main.main", "/src/app/main.go", 3)
	expr := p.function("main.expr", "main.expr", "/src/app/expr.go", 5)
	root := p.location(1, 1, 0x401000, false, line{main, 10, 2})
	for i := int64(0); i < 3; i++ {
		at := p.location(2+i, 1, 0x402000+i, false, line{expr, 7, 4 + i}, line{main, 11, 20})
		p.sample(v{1 + i, (1 + i) * 10e6}, v{at, root})
	}
}

// comments has hidden ones (first character #), an empty one, several lines, and a doc_url.
func comments(p *profile) {
	basic(p)
	for _, c := range []string{"go1.27.3", "#hidden", "two\nlines", "", "<b>&amp;</b>"} {
		p.top.always(13, p.str(c))
	}
	p.top.int(15, p.str("https://example.com/how-to-read?this=1&that"))
}

// deep10000 is a recursion of 10,000 frames through three functions and an
// inlined one, and a second stack that leaves it half way.
func deep10000(p *profile) {
	p.cpu()
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	recA := p.frame("main.recA", "/src/app/rec.go", 20)
	recB := p.frame("main.recB", "/src/app/rec.go", 30)
	in := p.function("main.inlined", "main.inlined", "/src/app/rec.go", 70)
	out := p.function("main.recC", "main.recC", "/src/app/rec.go", 40)
	recC := p.location(10, 1, 0x402000, false, line{in, 71, 0}, line{out, 43, 0})
	rec := v{recA, recB, recC}
	leaf := p.frame("main.leaf", "/src/app/leaf.go", 5)
	stack := []int64{leaf}
	for i := 9998; i > 0; i-- {
		stack = append(stack, rec[i*i%7%3])
	}
	stack = append(stack, root)
	p.sample(v{5, 50e6}, stack)
	p.sample(v{3, 30e6}, append([]int64{leaf}, stack[5000:]...))
	p.sample(v{1, 10e6}, v{root})
}

func fiveTypes(p *profile) {
	p.types("samples", "count", "cpu", "milliseconds", "inuse_space", "bytes", "widgets", "widgets", "lag", "GCU")
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	work := p.frame("main.work", "/src/app/work.go", 25)
	p.sample(v{1, 4_000_000, 1 << 40, 7, 3}, v{work, root})
	p.sample(v{2, 1, 1023, 0, 2_000_000}, v{root})
}

// defaultType names a type that is not the last.
func defaultType(p *profile) {
	fiveTypes(p)
	p.top.int(14, p.str("inuse_space"))
}

// defaultTypeUnknown names none of them.
func defaultTypeUnknown(p *profile) {
	fiveTypes(p)
	p.top.int(14, p.str("walltime"))
}

// dropFrames drops from the leaf, inside inlined lines, the whole stack, and keeps one by keep_frames.
func dropFrames(p *profile) {
	p.cpu()
	p.binary()
	p.top.int(7, p.str(`runtime\..*|malloc`))
	p.top.int(8, p.str(`runtime\.panic.*`))
	root := p.frame("main.main", "/src/app/main.go", 12)
	work := p.frame("main.work", "/src/app/work.go", 25)
	gc := p.frame("runtime.mallocgc", "/go/src/runtime/malloc.go", 900)
	gp := p.frame("runtime.gopanic", "/go/src/runtime/panic.go", 700)
	kept := p.frame("runtime.panicIndex", "/go/src/runtime/panic.go", 80)
	like := p.frame("main.malloc_like", "/src/app/work.go", 60)
	exact := p.frame("malloc", "malloc.c", 60)
	half := p.location(100, 1, 0x403000, false, line{gc, 901, 0}, line{work, 26, 0})
	p.sample(v{1, 10e6}, v{gc, work, root})
	p.sample(v{2, 20e6}, v{kept, work, root})
	p.sample(v{3, 30e6}, v{gp, kept, work, root})
	p.sample(v{4, 40e6}, v{like, work, root})
	p.sample(v{5, 50e6}, v{half, root})
	p.sample(v{6, 60e6}, v{gc, gp})
	p.sample(v{7, 70e6}, v{work, exact, root})
}

// empty declares types and holds no samples.
func empty(p *profile) { p.cpu() }

// emptyStacks has samples without frames, without value, and twice the same stack.
func emptyStacks(p *profile) {
	p.cpu()
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	work := p.frame("main.work", "/src/app/work.go", 25)
	p.sample(v{4, 40e6}, nil)
	p.sample(v{0, 0}, v{work, root})
	p.sample(v{1, 10e6}, v{work, root})
	p.sample(v{2, 20e6}, v{work, root}, label{key: "k", str: "a"})
	p.sample(v{3, 30e6}, v{work, root}, label{key: "k", str: "a"})
	p.sample(v{5, 50e6}, nil, label{key: "k", str: "b"})
}

// huge is past what a float64 holds exactly; its total still fits an int64.
func huge(p *profile) {
	p.types("objects", "count", "space", "bytes")
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	work := p.frame("main.work", "/src/app/work.go", 25)
	p.sample(v{1<<53 + 1, math.MaxInt64 / 4}, v{work, root})
	p.sample(v{1, math.MaxInt64 / 2}, v{root})
	p.sample(v{3, 1}, v{work, work, root})
}

// identity has functions of one name that differ in file, start line, system name or mapping.
func identity(p *profile) {
	p.cpu()
	p.binary()
	p.mapping(mapping{id: 2, start: 0x900000, limit: 0xa00000, file: "/srv/app/lib/plugin.so", symbolised: true})
	root := p.frame("main.main", "/src/app/main.go", 12)
	at := []line{
		{p.function("main.init", "main.init", "/src/app/a.go", 5), 6, 0},
		{p.function("main.init", "main.init", "/src/app/b.go", 5), 6, 0},
		{p.function("main.init", "main.init", "/src/app/b.go", 50), 51, 0},
		{p.function("main.init", "main.init.0", "/src/app/b.go", 5), 6, 0},
		{p.function("main.init", "main.init", "", 0), 0, 0},
		{p.function("", "", "/src/app/nameless.go", 5), 6, 0},
		{p.function("", "main.system", "/src/app/nameless.go", 8), 9, 0},
	}
	for i, l := range at {
		loc := p.location(int64(100+i), 1, int64(0x402000+16*i), false, l)
		p.sample(v{1, 10e6}, v{loc, root})
	}
	plugin := p.location(200, 2, 0x901000, false, at[0])
	p.sample(v{5, 50e6}, v{plugin, root})
}

// ids are neither dense nor small, and messages come in an unusual order: samples first.
func ids(p *profile) {
	const last = -1 // 2^64-1
	p.sample(v{1, 10e6}, v{last, 7})
	p.sample(v{2, 20e6}, v{7, 1 << 40, 7})
	p.location(7, 3, 0x401000, false, line{last, 10, 0})
	p.location(last, last, 0x901000, false, line{1 << 33, 20, 0})
	p.location(1<<40, 3, 0x402000, true, line{1 << 33, 21, 0}, line{last, 11, 0})
	p.functionAs(1<<33, "main.far", "main.far", "/src/app/far.go", 18)
	p.functionAs(last, "main.main", "main.main", "/src/app/main.go", 8)
	p.mapping(mapping{id: 3, start: 0x400000, limit: 0x800000, file: "/srv/app/bin/app"})
	p.mapping(mapping{id: last, start: 0x900000, limit: 0xa00000, offset: 0x1000, file: "/srv/app/lib/far.so"})
	p.cpu()
}

// inlined has three levels, a function inlined into itself, and one both inlined and called.
func inlined(p *profile) {
	p.cpu()
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	outer := p.function("main.outer", "main.outer", "/src/app/in.go", 10)
	middle := p.function("main.middle", "main.middle", "/src/app/in.go", 20)
	inner := p.function("main.inner", "main.inner", "/src/app/in.go", 30)
	three := p.location(10, 1, 0x402000, false, line{inner, 31, 0}, line{middle, 21, 0}, line{outer, 11, 0})
	twice := p.location(11, 1, 0x402100, false, line{inner, 32, 0}, line{inner, 33, 0}, line{outer, 12, 0})
	called := p.location(12, 1, 0x402200, false, line{inner, 34, 0})
	two := p.location(13, 1, 0x402300, false, line{middle, 22, 0}, line{outer, 13, 0})
	p.sample(v{1, 10e6}, v{three, root})
	p.sample(v{2, 20e6}, v{twice, root})
	p.sample(v{3, 30e6}, v{called, two, root})
	p.sample(v{4, 40e6}, v{called, root})
	p.sample(v{5, 50e6}, v{three, three, root})
}

// labels has every kind: text, numbers with units, units that differ, several values to a key.
func labels(p *profile) {
	p.types("objects", "count", "space", "bytes")
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	s := func(n int64, ls ...label) { p.sample(v{n, n * 512}, v{root}, ls...) }
	s(1, label{key: "bytes", num: 16}, label{key: "handler", str: "cart"})
	s(2, label{key: "bytes", num: 1 << 20}, label{key: "handler", str: "cart"}, label{key: "handler", str: "shop"})
	s(3, label{key: "request", num: 48}, label{key: "alignment", num: 8})
	s(4, label{key: "latency", num: 1500, unit: "milliseconds"})
	s(5, label{key: "latency", num: 2, unit: "seconds"}, label{key: "latency", num: -3})
	s(6, label{key: "latency", zero: true, unit: "milliseconds"})
	s(7, label{key: "mixed", str: "text"}, label{key: "mixed", num: 42})
	s(8, label{key: "with space", str: `"quoted" <tag> & a\b`}, label{key: "ключ", str: "значение"})
	s(9, label{key: "pprof::reserved", str: "true"}, label{key: "big", num: math.MaxInt64}, label{key: "big", num: math.MinInt64})
	s(10)
}

// labelsZero has numeric labels that are 0 and have no unit, and a key without a value.
func labelsZero(p *profile) {
	p.types("objects", "count")
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	p.sample(v{1}, v{root}, label{key: "shard", zero: true})
	p.sample(v{2}, v{root}, label{key: "shard", num: 1})
	p.sample(v{3}, v{root}, label{key: "shard", zero: true}, label{key: "shard", num: 2})
}

// mappings starts with one without a file, and has kernel, vdso and overlapping ones.
func mappings(p *profile) {
	p.cpu()
	p.mapping(mapping{id: 1, start: 0x1000, limit: 0x2000})
	p.mapping(mapping{id: 2, start: 0x400000, limit: 0x800000, file: "/srv/app/bin/app", build: "c0ffee"})
	p.mapping(mapping{id: 3, start: 0x7000, limit: 0x8000, offset: 0x4000, file: "[vdso]"})
	p.mapping(mapping{id: 4, limit: -1, file: "[kernel.kallsyms]_stext"})
	p.mapping(mapping{id: 5, start: 0x400000, limit: 0x500000, file: "C:\\Program Files\\App\\app.exe"})
	for i := int64(1); i <= 5; i++ {
		f := p.function(fmt.Sprint("in.mapping", i), "", "/src/app/m.go", 10*i)
		named := p.location(i, i, 0x1000*i, false, line{f, 10*i + 1, 0})
		bare := p.location(10+i, i, 0x1000*i+0x20, false)
		p.sample(v{i, i * 10e6}, v{bare, named})
	}
}

// names are what compilers and attackers write.
func names(p *profile) {
	p.cpu()
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	for i, name := range []string{
		"caf\xe9\xff\xfe.latin1",
		"main.naïve.Ünïcode.日本語",
		"example.com/web-shop/cart%2ev2.(*Cart[...]).Add.func1.2",
		"example.com/web-shop/cart%252ev2.sortBy.func1",
		"main.(*Index[go.shape.string,go.shape.struct { Key string; Next *int }]).All-range1",
		"main.Map[go.shape.[]string,go.shape.interface { Close() error }]",
		"main.run.gowrap1.deferwrap2",
		"main.(*shop).add-fm",
		"glob..func1",
		"type:.eq.main.key",
		"std::vector<int, std::allocator<int> >::push_back(int const&)",
		"_ZN4core3fmt9Formatter3pad17h0123456789abcdefE",
		"java.util.HashMap.lambda$put$0(HashMap.java:12)",
		"<script>alert(1)</script>",
		"two\nlines\tand tabs",
		" leading and trailing ",
		"\u202eright to left",
		"👩\u200d👩\u200d👧 family",
		"a.b.c.d.e.f",
		"/",
		"x" + strings.Repeat("yz", 1000),
	} {
		p.sample(v{int64(i + 1), int64(i+1) * 10e6}, v{p.frame(name, "/src/app/na me\xff.go", int64(10*i+10)), root})
	}
}

// negative is a difference: something grew, something shrank, something cancels out.
func negative(p *profile) {
	p.types("objects", "count", "space", "bytes")
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	grow := p.frame("main.grow", "/src/app/work.go", 25)
	shrink := p.frame("main.shrink", "/src/app/work.go", 45)
	both := p.frame("main.both", "/src/app/work.go", 65)
	p.sample(v{10, 10 << 20}, v{grow, root})
	p.sample(v{-20, -30 << 20}, v{shrink, root})
	p.sample(v{5, 1 << 20}, v{both, grow, root})
	p.sample(v{-5, -1 << 20}, v{both, shrink, root})
	p.sample(v{0, -1}, v{root})
}

// percent has shares on the edges of rounding: 99.95 %, 1 %, 0.5 %, 0.001 %.
func percent(p *profile) {
	p.types("events", "count")
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	for i, n := range []int64{99_850_000, 100_000, 49_995, 4, 1} {
		p.sample(v{n}, v{p.frame(fmt.Sprint("main.f", i), "/src/app/f.go", int64(10*i+10)), root})
	}
}

// ties are equal in value, so that only names decide the order.
func ties(p *profile) {
	p.cpu()
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	for i, name := range []string{"b.B", "a.a", "B.b", "a.A", "a.a2", "a.a10", "á.á", "(a).a"} {
		p.sample(v{1, 10e6}, v{p.frame(name, "/src/app/t.go", int64(100-10*i)), root})
	}
}

// units are long times under an exact duration, and a percentage of it.
func units(p *profile) {
	p.types("samples", "count", "cpu", "nanoseconds", "alloc", "KB", "wall", "hrs")
	p.top.int(9, 1_000_000_001)
	p.top.int(10, 7_500_000_000_000)
	p.binary()
	root := p.frame("main.main", "/src/app/main.go", 12)
	work := p.frame("main.work", "/src/app/work.go", 25)
	p.sample(v{1, 7_200_000_000_000, 1 << 30, 2}, v{work, root})
	p.sample(v{1, 999, 1, 1}, v{root})
	p.sample(v{1, 1_000_000, 3, 0}, v{work, work, root})
}

// unsymbolised mixes bare addresses, with and without a mapping, into named frames.
func unsymbolised(p *profile) {
	p.cpu()
	p.binary()
	p.mapping(mapping{id: 2, start: 0x7f0000000000, limit: 0x7f0000100000, file: "/lib/libc.so.6"})
	p.mapping(mapping{id: 3, start: 0x10000, limit: 0x20000})
	root := p.frame("main.main", "/src/app/main.go", 12)
	inBinary := p.location(10, 1, 0x4010aa, false)
	inLib := p.location(11, 2, 0x7f0000000123, false)
	nowhere := p.location(12, 0, 0xdeadbeef, false)
	zero := p.location(13, 0, 0, false)
	noFile := p.location(14, 3, 0x10010, false)
	high := p.location(15, 0, -1, false)
	p.sample(v{1, 10e6}, v{inBinary, root})
	p.sample(v{2, 20e6}, v{inLib, inBinary, root})
	p.sample(v{3, 30e6}, v{nowhere, root})
	p.sample(v{4, 40e6}, v{zero, nowhere})
	p.sample(v{5, 50e6}, v{noFile, high})
}
