package main

import (
	"runtime"
	"sync"
	"time"
)

var ledger sync.Mutex

// contention sleeps while it holds a lock that others want: the near miss sleeps before it takes the lock.
func contention(path string, near bool) {
	runtime.SetBlockProfileRate(1)
	defer runtime.SetBlockProfileRate(0)
	var all sync.WaitGroup
	for i := 0; i < 4; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for n := 0; n < 25; n++ {
				book(near)
			}
		}()
	}
	all.Wait()
	write("block", path)
}

func book(near bool) {
	if near {
		time.Sleep(2 * time.Millisecond)
	}
	ledger.Lock()
	defer ledger.Unlock()
	if !near {
		time.Sleep(2 * time.Millisecond)
	}
}
