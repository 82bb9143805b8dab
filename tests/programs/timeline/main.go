// Command timeline traces itself doing a little of everything that an execution trace tells of.
//
// Goroutines wait on channels, locks, select, sleep and the network; a task with regions and logs, some texts of which are hard
// to print; system calls that block and that do not; a collection; samples of the CPU profiler; and, from Go 1.23 on, coroutines.
//
//	timeline -out DIR
package main

import (
	"context"
	"flag"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"runtime/trace"
	"sync"
	"time"
)

// kept keeps what is allocated from being optimised away.
var kept [][]byte

func main() {
	out := flag.String("out", ".", "folder for the trace")
	flag.Parse()
	file, err := os.Create(filepath.Join(*out, "timeline.trace"))
	if err != nil {
		log.Fatal(err)
	}
	debug.SetGCPercent(-1)
	if err := pprof.StartCPUProfile(io.Discard); err != nil {
		log.Fatal(err)
	}
	if err := trace.Start(file); err != nil {
		log.Fatal(err)
	}
	work()
	trace.Stop()
	pprof.StopCPUProfile()
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}

func work() {
	ctx, task := trace.NewTask(context.Background(), "order \"7\"")
	trace.Log(ctx, "customer", "Zoë\tsaid:\n\x01\xff\u202e")
	trace.WithRegion(ctx, "cook", func() {
		for range make([]int, 3) {
			hand()
		}
	})
	trace.WithRegion(ctx, "wait", waits)
	child, inner := trace.NewTask(ctx, "serve")
	trace.Logf(child, "", "table %d", 4)
	trace.WithRegion(child, "spin", spin)
	inner.End()
	collect()
	coroutines()
	network()
	task.End()
}

// hand gives something to another goroutine and takes an answer.
func hand() {
	in, out := make(chan int), make(chan int)
	go func() {
		out <- <-in + 1
	}()
	in <- 1
	<-out
}

// waits waits in several ways.
func waits() {
	var lock sync.Mutex
	var group sync.WaitGroup
	lock.Lock()
	for range make([]int, 2) {
		group.Add(1)
		go func() {
			defer group.Done()
			lock.Lock()
			runtime.Gosched()
			lock.Unlock()
		}()
	}
	time.Sleep(2 * time.Millisecond)
	lock.Unlock()
	group.Wait()
	select {
	case <-make(chan int):
	case <-time.After(time.Millisecond):
	}
}

// spin keeps the processor busy for some samples.
func spin() {
	for start := time.Now(); time.Since(start) < 35*time.Millisecond; {
	}
}

// collect makes garbage until a collection has begun and ended. It does not ask for one, because runtime.GC
// yields thousands of times while it waits for the sweeper.
func collect() {
	debug.SetGCPercent(10)
	for range make([]int, 64) {
		kept = append(kept, make([]byte, 1<<14))
	}
	time.Sleep(5 * time.Millisecond)
	debug.SetGCPercent(-1)
}

// network blocks in the kernel: on a connection, and in a read from a pipe that Go does not poll.
func network() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer listener.Close()
	go func() {
		time.Sleep(time.Millisecond)
		client, err := net.Dial("tcp", listener.Addr().String())
		if err == nil {
			client.Close()
		}
	}()
	server, err := listener.Accept()
	if err != nil {
		log.Fatal(err)
	}
	_, _ = io.ReadAll(server)
	server.Close()
	blocked()
}
