package main

import (
	"context"
	"io"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"strconv"
	"time"
)

// leaks asks a question every few milliseconds, and waits for the answer only for a while: in the near miss there is room
// for an answer that comes late, and it has goroutines that wait for work from the beginning to the end.
func leaks(near bool) {
	for n := 0; near && n < 12; n++ {
		go wait(0)
	}
	for n := 0; n < 40; n++ {
		room := 0
		if near {
			room = 1
		}
		answer := make(chan int, room)
		go ask(answer)
		select {
		case <-answer:
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func ask(answer chan<- int) {
	time.Sleep(5 * time.Millisecond)
	answer <- 42
}

var never = make(chan int)

// crowd makes goroutines that wait: thousands, and a few for the near miss.
func crowd(near bool) {
	count := 2_000
	if near {
		count = 10
	}
	for n := 0; n < count; n++ {
		go wait(20)
	}
	time.Sleep(20 * time.Millisecond)
}

// wait waits for ever, so many calls down.
func wait(depth int) {
	if depth > 0 {
		wait(depth - 1)
		return
	}
	<-never
}

// stops asks for the stacks of all goroutines, for which the world is stopped.
func stops(bool) {
	buffer := make([]byte, 64<<20)
	for n := 0; n < 3; n++ {
		runtime.Stack(buffer, true)
		spin(2 * time.Millisecond)
	}
}

// short is a trace of ten milliseconds; the near miss of a fifth of a second.
func short(near bool) {
	length := 10 * time.Millisecond
	if near {
		length = 200 * time.Millisecond
	}
	time.Sleep(length)
}

// sample starts the CPU profiler, only for the near miss.
func sample(near bool) {
	if near {
		check(pprof.StartCPUProfile(io.Discard))
	}
}

// samples computes.
func samples(near bool) {
	spin(120 * time.Millisecond)
	if near {
		pprof.StopCPUProfile()
	}
}

// orders takes orders in: tasks of two types with tasks of their own, regions and logs. The first ones are small, the last ones large.
func orders(near bool) {
	count := 24
	if near {
		count = 4
	}
	for n := 0; n < count; n++ {
		ctx, task := trace.NewTask(context.Background(), "order")
		trace.Log(ctx, "customer", "number "+strconv.Itoa(n))
		together(2, func(who int) { cook(ctx, who, n) })
		trace.WithRegion(ctx, "serve", func() { time.Sleep(100 * time.Microsecond) })
		if n%8 == 7 {
			trace.Logf(ctx, "complaint", "dish %d was cold", n)
			held = list(150)
		}
		task.End()
	}
	_, open := trace.NewTask(context.Background(), "order")
	_ = open
}

func cook(ctx context.Context, who, size int) {
	ctx, task := trace.NewTask(ctx, "dish")
	defer task.End()
	defer trace.StartRegion(ctx, "cook").End()
	trace.Logf(ctx, "", "dish %d of an order of %d", who, size)
	spin(time.Duration(50+20*size) * time.Microsecond)
	if who == 1 {
		time.Sleep(50 * time.Microsecond)
	}
}
