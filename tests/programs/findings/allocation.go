package main

import "time"

type order struct {
	id    int
	lines [6]int
	next  *order
}

var last *order

// allocation makes a new order for each request; the near miss fills the same one again, and makes a new one now and then.
func allocation(near bool, until time.Time) {
	spare := new(order)
	for n := 0; n%1024 != 0 || time.Now().Before(until); n++ {
		o := spare
		if !near || n%64 == 0 {
			o = new(order)
		}
		fill(o, n)
		last = o
	}
}

//go:noinline
func fill(o *order, n int) {
	o.id = n
	for i := range o.lines {
		o.lines[i] = n * i
	}
	if n%4 == 0 {
		spin(8)
	}
}
