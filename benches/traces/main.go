// Command traces records an execution trace of a program that does little but schedule, up to a size.
//
//	traces -kind mixed|threads|crowd -bytes N -o FILE
//
// mixed: clients that ask a server, which hands the work out to short-lived goroutines; locks, timers, tasks, regions, garbage.
// threads: hundreds of goroutines, each with a thread of its own, most of them in system calls at any time.
// crowd: tens of thousands of goroutines that live as long as the trace does and wake each other.
package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"os"
	"runtime"
	"runtime/trace"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// counter counts what is written.
type counter struct {
	io.Writer
	bytes atomic.Int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.bytes.Add(int64(n))
	return n, err
}

func main() {
	log.SetFlags(0)
	kind := flag.String("kind", "mixed", "mixed, threads or crowd")
	size := flag.Int64("bytes", 100e6, "when to stop")
	path := flag.String("o", "trace.out", "where to")
	flag.Parse()
	kinds := map[string]func(done *atomic.Bool) *sync.WaitGroup{"mixed": mixed, "threads": threads, "crowd": crowd}
	run := kinds[*kind]
	if run == nil {
		log.Fatalf("unknown kind: %s", *kind)
	}
	runtime.GOMAXPROCS(4)
	file, err := os.Create(*path)
	if err != nil {
		log.Fatal(err)
	}
	out := &counter{Writer: file}
	if err := trace.Start(out); err != nil {
		log.Fatal(err)
	}
	var done atomic.Bool
	running := run(&done)
	for out.bytes.Load() < *size {
		time.Sleep(20 * time.Millisecond)
	}
	done.Store(true)
	running.Wait()
	trace.Stop()
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}

// question is what a client asks, and where the answer goes.
type question struct {
	number int
	answer chan int
}

var sink atomic.Pointer[[]byte]

func mixed(done *atomic.Bool) *sync.WaitGroup {
	var clients sync.WaitGroup
	questions := make(chan question)
	var lock sync.Mutex
	answers := map[int]int{}
	for range make([]struct{}, 8) {
		go func() {
			for q := range questions {
				go serve(q, &lock, answers)
			}
		}()
	}
	for range make([]struct{}, 16) {
		clients.Add(1)
		go func() {
			defer clients.Done()
			answer := make(chan int)
			for n := 0; !done.Load(); n++ {
				questions <- question{n, answer}
				<-answer
				if n%1000 == 0 {
					time.Sleep(time.Microsecond)
				}
			}
		}()
	}
	return &clients
}

// serve lets four goroutines work on a question, and says so in every sixteenth.
func serve(q question, lock *sync.Mutex, answers map[int]int) {
	ctx := context.Background()
	if q.number%16 == 0 {
		c, task := trace.NewTask(ctx, "question")
		ctx = c
		defer task.End()
		defer trace.Log(ctx, "answered", "yes")
	}
	region := trace.StartRegion(ctx, "serve")
	parts := make(chan int, 4)
	for part := range make([]struct{}, 4) {
		go func(part int) {
			bytes := make([]byte, 256)
			sink.Store(&bytes)
			lock.Lock()
			answers[q.number%64] += part
			lock.Unlock()
			parts <- part
		}(part)
	}
	sum := 0
	for range make([]struct{}, 4) {
		sum += <-parts
	}
	region.End()
	q.answer <- sum
}

// threads lets pairs of threads throw a byte to and fro through pipes, which block the thread that reads.
func threads(done *atomic.Bool) *sync.WaitGroup {
	var all sync.WaitGroup
	play := func(in, out int) {
		defer all.Done()
		defer syscall.Close(out)
		defer syscall.Close(in)
		runtime.LockOSThread()
		ball := make([]byte, 1)
		for !done.Load() {
			if _, err := syscall.Write(out, ball); err != nil {
				return
			}
			if n, err := syscall.Read(in, ball); n == 0 || err != nil {
				return
			}
		}
	}
	for range make([]struct{}, 200) {
		var there, back [2]int
		if err := errors.Join(syscall.Pipe(there[:]), syscall.Pipe(back[:])); err != nil {
			log.Fatal(err)
		}
		all.Add(2)
		go play(there[0], back[1])
		go play(back[0], there[1])
	}
	return &all
}

// crowd lets a few hundred balls go round among many goroutines.
func crowd(done *atomic.Bool) *sync.WaitGroup {
	const members, balls = 40_000, 300
	var all sync.WaitGroup
	quit := make(chan struct{})
	hands := make([]chan int, members)
	for member := range hands {
		hands[member] = make(chan int, balls)
	}
	catch := func(member int) {
		defer all.Done()
		for {
			select {
			case ball := <-hands[member]:
				if done.Load() {
					return
				}
				hands[(member*31+ball)%members] <- ball + 1
			case <-quit:
				return
			}
		}
	}
	all.Add(members)
	for member := range hands {
		go catch(member)
	}
	for ball := 0; ball < balls; ball++ {
		hands[ball] <- ball * 7919
	}
	go func() {
		for !done.Load() {
			time.Sleep(time.Millisecond)
		}
		close(quit)
	}()
	return &all
}
