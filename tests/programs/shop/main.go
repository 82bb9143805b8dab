// Command shop is a web shop under load that profiles itself.
//
// It gives profiles the shapes that Go code has: import paths with hyphens and
// dots, generics, methods, closures, range-over-func, inlined calls, recursion,
// labels, contended locks and parked goroutines.
//
//	shop -out DIR [-for 1500ms] [-workers 2]
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"

	"example.com/web-shop/internal/depot"
)

func main() {
	out := flag.String("out", ".", "folder for the profiles")
	length := flag.Duration("for", 1500*time.Millisecond, "how long to work")
	workers := flag.Int("workers", 2, "how many customers at once")
	flag.Parse()
	log.SetFlags(0)

	runtime.SetBlockProfileRate(10_000)
	runtime.SetMutexProfileFraction(2)

	cpu, err := os.Create(filepath.Join(*out, "cpu.pb.gz"))
	check(err)
	check(pprof.StartCPUProfile(cpu))
	store := depot.Open(4)
	shop := newShop(store)
	serve(shop.routes(), *workers, *length)
	pprof.StopCPUProfile()
	check(cpu.Close())

	// Two collections publish the heap as it is now, not as it was two cycles ago.
	runtime.GC()
	runtime.GC()
	for _, name := range []string{"heap", "allocs", "goroutine", "block", "mutex", "threadcreate"} {
		write(name, filepath.Join(*out, name+".pb.gz"))
	}
	store.Close()
	runtime.KeepAlive(shop)
}

// write stores one of the runtime's own profiles.
func write(name, path string) {
	f, err := os.Create(path)
	check(err)
	check(pprof.Lookup(name).WriteTo(f, 0))
	check(f.Close())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
