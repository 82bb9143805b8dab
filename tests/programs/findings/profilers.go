package main

import (
	"io"
	"runtime/trace"
	"time"
)

// profilers takes a trace while it takes a CPU profile; the near miss takes the profile alone, of a program that has
// regions and logs for a trace all the same.
func profilers(path string, near bool) {
	if !near {
		check(trace.Start(io.Discard))
		defer trace.Stop()
	}
	cpu(func(_ bool, until time.Time) { channels(false, until) })(path, near)
}
