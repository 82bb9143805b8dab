package main

import (
	"runtime"
	"time"
)

// timers makes a timer for each message that it waits for; the near miss sets one again.
func timers(path string, near bool) {
	runtime.MemProfileRate = 512
	messages := make(chan []byte)
	go func() {
		for n := 0; n < 5000; n++ {
			messages <- make([]byte, 64)
		}
		close(messages)
	}()
	if near {
		reset(messages)
	} else {
		each(messages)
	}
	runtime.GC()
	write("allocs", path)
}

func each(messages <-chan []byte) {
	for {
		select {
		case _, more := <-messages:
			if !more {
				return
			}
		case <-time.After(time.Minute):
			return
		}
	}
}

func reset(messages <-chan []byte) {
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	for {
		select {
		case _, more := <-messages:
			if !more {
				return
			}
			timer.Reset(time.Minute)
		case <-timer.C:
			return
		}
	}
}
