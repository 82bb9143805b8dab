package main

import (
	"runtime"
	"sync"
)

type counts struct {
	sync.Mutex
	of   map[int]int
	last uint64
}

// locks counts under one lock what several goroutines see; the near miss counts for each goroutine, and adds up at the end.
func locks(path string, near bool) {
	runtime.SetMutexProfileFraction(1)
	defer runtime.SetMutexProfileFraction(0)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	total := &counts{of: map[int]int{}}
	var all sync.WaitGroup
	for i := 0; i < 4; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			own := &counts{of: map[int]int{}}
			for n := 0; n < 20_000; n++ {
				if near {
					own.see(n % 64)
				} else {
					total.see(n % 64)
				}
			}
			total.add(own)
		}()
	}
	all.Wait()
	write("mutex", path)
}

func (c *counts) see(n int) {
	c.Lock()
	c.of[n]++
	local := uint64(n) + 1
	for i := 0; i < 2000; i++ {
		local = local*6364136223846793005 + 1
	}
	c.last = local
	c.Unlock()
}

func (c *counts) add(own *counts) {
	for n, count := range own.of {
		c.Lock()
		c.of[n] += count
		c.Unlock()
	}
}
