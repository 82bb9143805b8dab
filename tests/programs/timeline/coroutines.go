//go:build go1.23

package main

import "iter"

// coroutines switches to a goroutine and back, and leaves it early.
func coroutines() {
	next, stop := iter.Pull(func(yield func(int) bool) {
		for n := 0; yield(n); n++ {
		}
	})
	next()
	next()
	stop()
}
