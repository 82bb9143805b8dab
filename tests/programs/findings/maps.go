package main

import "time"

// maps fills maps of which nobody said how large they become; the near miss says it.
func maps(near bool, until time.Time) {
	for time.Now().Before(until) {
		size := 0
		if near {
			size = 20_000
		}
		found += index(make(map[int]int, size))
	}
}

//go:noinline
func index(places map[int]int) int {
	for n := 0; n < 20_000; n++ {
		places[n*7919] = n
	}
	return len(places)
}
