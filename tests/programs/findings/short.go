package main

import (
	"sync"
	"time"
)

// short is a CPU profile of a tenth of a second; the near miss is of three seconds.
func short(path string, near bool) {
	length := 100 * time.Millisecond
	if near {
		length = 3000 * time.Millisecond
	}
	cpuFor(length, path, near, func(_ bool, until time.Time) {
		var all sync.WaitGroup
		for i := 0; i < 2; i++ {
			all.Add(1)
			go func() {
				defer all.Done()
				local := uint64(1)
				for n := 0; n%4096 != 0 || time.Now().Before(until); n++ {
					local = local*6364136223846793005 + 1
				}
				sink <- local
			}()
		}
		<-sink
		<-sink
		all.Wait()
	})
}

var sink = make(chan uint64, 2)
