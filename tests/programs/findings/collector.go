package main

import (
	"runtime"
	"runtime/debug"
	"time"
)

type leaf struct{ left, right *leaf }

var root *leaf
var scrap []byte

// collector keeps a large tree of pointers and makes scrap: the less the heap may grow between two collections, the
// more often the tree is walked through.
func collector(near bool, until time.Time) {
	percent := 10
	if near {
		percent = 800
	}
	before := debug.SetGCPercent(percent)
	root = tree(18)
	for time.Now().Before(until) {
		scrap = make([]byte, 4096)
		spin(4000)
	}
	root, scrap = nil, nil
	debug.SetGCPercent(before)
	runtime.GC()
}

func tree(depth int) *leaf {
	if depth == 0 {
		return new(leaf)
	}
	return &leaf{tree(depth - 1), tree(depth - 1)}
}
