// Command texts writes its own profiles both ways: as text, as debug=1 gives them, and as profile.proto.
//
// Nothing runs between the two, so that they must agree: what is parked stays parked, and what was counted is
// counted no further. Its stacks have what makes text hard to read: inlined calls, recursion, generics, methods,
// closures, labels with quotes in them, and frames of the runtime at the leaf.
//
//	texts -out DIR
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

// pool counts what is open, as a program's own profile.
var pool = pprof.NewProfile("example.com/texts/pool.Open")

type ticket struct{ number int }

// kept is what the heap profile finds in use.
var kept [][]byte

func main() {
	out := flag.String("out", ".", "folder for the profiles")
	flag.Parse()
	log.SetFlags(0)
	runtime.MemProfileRate = 4096
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)

	tickets := []*ticket{open(1), nested(3), sum([]int{1, 2, 3})}
	for i := 0; i < 200; i++ {
		kept = append(kept, page(i))
		_ = page(i)
	}
	hold()
	stop := make(chan struct{})
	var parked sync.WaitGroup
	for _, labels := range []pprof.LabelSet{
		pprof.Labels("client", "a \"b\", c: {d}\n", "worker", "1"),
		pprof.Labels("client", "é", "worker", "2"),
		{},
	} {
		parked.Add(2)
		go pprof.Do(context.Background(), labels, func(context.Context) { wait(&parked, stop, 3) })
		go pprof.Do(context.Background(), labels, func(context.Context) { receive(&parked, stop) })
	}
	parked.Wait()
	// Until the last of them has parked.
	time.Sleep(50 * time.Millisecond)
	runtime.GC()
	runtime.GC()
	runtime.MemProfileRate = 0
	runtime.SetBlockProfileRate(0)
	for _, name := range []string{"heap", "goroutine", "mutex", "block", "threadcreate", pool.Name()} {
		write(*out, name)
	}
	close(stop)
	runtime.KeepAlive(tickets)
}

// open counts a ticket; it is inlined where it is called.
func open(number int) *ticket {
	t := &ticket{number}
	pool.Add(t, 0)
	return t
}

// nested calls itself before it opens one.
func nested(depth int) *ticket {
	if depth > 0 {
		return nested(depth - 1)
	}
	return open(depth)
}

// sum is generic, and opens one in a closure.
func sum[T ~int](numbers []T) *ticket {
	var all T
	for _, number := range numbers {
		all += number
	}
	return func() *ticket { return open(int(all)) }()
}

// page allocates as much as a page.
func page(i int) []byte {
	return make([]byte, 4096+i%3)
}

// hold lets others wait for a lock and a channel.
func hold() {
	var lock sync.Mutex
	var done sync.WaitGroup
	lock.Lock()
	for i := 0; i < 3; i++ {
		done.Add(1)
		go func() {
			defer done.Done()
			lock.Lock()
			defer lock.Unlock()
		}()
	}
	time.Sleep(20 * time.Millisecond)
	lock.Unlock()
	done.Wait()
}

// wait parks in a select, below a few calls of itself.
func wait(parked *sync.WaitGroup, stop chan struct{}, depth int) {
	if depth > 0 {
		wait(parked, stop, depth-1)
		return
	}
	parked.Done()
	select {
	case <-stop:
	case <-time.After(time.Hour):
	}
}

// receive parks at a channel.
func receive(parked *sync.WaitGroup, stop chan struct{}) {
	parked.Done()
	<-stop
}

// write stores a profile both ways.
func write(folder, name string) {
	profile := pprof.Lookup(name)
	if name == pool.Name() {
		name = "pool"
	}
	for ending, debug := range map[string]int{".pb.gz": 0, ".txt": 1} {
		f, err := os.Create(filepath.Join(folder, name+ending))
		check(err)
		check(profile.WriteTo(f, debug))
		check(f.Close())
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
