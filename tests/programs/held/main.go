// Command held traces itself while it allocates and lets go, with the AllocFree experiment of the runtime.
//
// Orders with pointers and notes without, half of which are let go; a block that takes a span of its own; goroutines whose stacks
// grow; and texts, some of which are so small that they share a slot.
//
//	GODEBUG=traceallocfree=1 held -out DIR
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/trace"
	"strconv"
	"sync"
	"time"
)

// order has pointers.
type order struct {
	next *order
	note *note
	text string
	size [5]int
}

// note has none.
type note struct {
	lines [12]int
}

// kept keeps what is allocated from being freed, or from being optimised away.
var (
	kept  []*order
	block []byte
)

func main() {
	out := flag.String("out", ".", "folder for the trace")
	flag.Parse()
	file, err := os.Create(filepath.Join(*out, "held.trace"))
	if err != nil {
		log.Fatal(err)
	}
	debug.SetGCPercent(-1)
	block = make([]byte, 100_000)
	if err := trace.Start(file); err != nil {
		log.Fatal(err)
	}
	for round := 1; round <= 2; round++ {
		allocate(30 * round)
		// Long enough for another generation, in which types have other numbers.
		time.Sleep(25 * time.Millisecond)
		runtime.GC()
	}
	grow()
	block = nil
	runtime.GC()
	trace.Stop()
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}

// allocate makes orders, of which every other one is kept.
func allocate(count int) {
	block = make([]byte, 20_000*count)
	for n := range count {
		made := &order{note: &note{}, text: strconv.Itoa(1000 + n)}
		if n%2 == 0 {
			kept = append(kept, made)
		}
	}
}

// grow lets stacks grow.
func grow() {
	var all sync.WaitGroup
	for range 4 {
		all.Add(1)
		go func() {
			defer all.Done()
			deep(40)
		}()
	}
	all.Wait()
}

//go:noinline
func deep(left int) int {
	var room [100]int
	room[left] = left
	if left == 0 {
		return room[0]
	}
	return deep(left-1) + room[left]
}
