package main

import (
	"sync"
	"time"
)

var counted struct {
	sync.Mutex
	sums map[int]int
}

// convoys counts under one lock, and computes while it holds it; the near miss computes before it takes the lock.
func convoys(near bool) {
	counted.sums = map[int]int{}
	together(8, func(who int) {
		for n := 0; n < 60; n++ {
			see(who*n, near)
		}
	})
}

func see(thing int, near bool) {
	if near {
		spin(200 * time.Microsecond)
	}
	counted.Lock()
	defer counted.Unlock()
	if !near {
		// It sleeps as it would write: everybody else queues.
		time.Sleep(100 * time.Microsecond)
	}
	counted.sums[thing%7]++
}

// serial lets one goroutine compute for all that ask; in the near miss each computes for itself.
func serial(near bool) {
	requests := make(chan chan uint64)
	go compute(requests)
	together(6, func(int) {
		answer := make(chan uint64)
		for n := 0; n < 40; n++ {
			if near {
				spin(400 * time.Microsecond)
				continue
			}
			requests <- answer
			<-answer
		}
	})
	close(requests)
}

func compute(requests chan chan uint64) {
	for answer := range requests {
		answer <- spin(500 * time.Microsecond)
	}
}

// latency has many goroutines compute at once; the near miss lets them compute one after the other.
func latency(near bool) {
	if near {
		for n := 0; n < 12; n++ {
			together(1, func(int) { spin(20 * time.Millisecond) })
		}
		return
	}
	together(12, func(int) { spin(60 * time.Millisecond) })
}

// together runs so many goroutines and waits for them.
func together(count int, work func(who int)) {
	var all sync.WaitGroup
	for who := 0; who < count; who++ {
		all.Add(1)
		go func(who int) {
			defer all.Done()
			work(who)
		}(who)
	}
	all.Wait()
}
