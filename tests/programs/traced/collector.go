package main

import (
	"runtime/debug"
	"time"
)

// node is so large that there are few of them, and the collector looks at all of it to come to the next.
type node struct {
	data [4095]uint64
	next *node
}

var (
	held    *node
	garbage []byte
)

// list makes a list of so many nodes.
func list(nodes int) *node {
	var head *node
	for n := 0; n < nodes; n++ {
		head = &node{next: head}
	}
	return head
}

// keep fills the heap with what is never freed.
func keep(bool) {
	held = list(500)
}

// collector makes garbage while collections begin at a little more than what is live; in the near miss at the double.
func collector(near bool) {
	if !near {
		debug.SetGCPercent(4)
	}
	for start := time.Now(); time.Since(start) < 80*time.Millisecond; {
		garbage = make([]byte, 64<<10)
		spin(100 * time.Microsecond)
	}
}

// assists allocates as fast as it can, so that it has to help the collector; the near miss computes after each piece.
func assists(near bool) {
	goroutines := 4
	if near {
		goroutines = 1
	}
	together(goroutines, func(int) {
		var own *node
		for n := 0; n < 12; n++ {
			piece := list(40)
			piece.next, own = own, piece
			if near {
				spin(4 * time.Millisecond)
			}
		}
		held = own
	})
}
