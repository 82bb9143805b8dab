// Command stuck waits for what never comes: dumps of goroutines in every state that a program can be made to hold.
//
//	stuck -out DIR            writes stacks.txt, and leaks.txt where the runtime finds leaks
//	stuck -crash KIND         dies in one of the ways that print goroutines: see crashes
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"syscall"
	"time"

	"example.com/stuck/internal/ledger"
)

func main() {
	out := flag.String("out", "", "folder for the dumps")
	crash := flag.String("crash", "", "how to die: panic, nested, nil, deadlock, overflow, quit, writes")
	flag.Parse()
	log.SetFlags(0)
	if *crash != "" {
		die(*crash)
	}
	books := ledger.Open()
	ledger.Block(books)
	pprof.Do(context.Background(), pprof.Labels("tenant", "north", "note", `a "b", c: {d}`), func(context.Context) {
		for i := 0; i < 3; i++ {
			go books.Add(i)
		}
	})
	time.Sleep(300 * time.Millisecond)
	write("goroutine", filepath.Join(*out, "stacks.txt"))
	if pprof.Lookup("goroutineleak") != nil {
		write("goroutineleak", filepath.Join(*out, "leaks.txt"))
	}
	runtime.KeepAlive(books)
}

func write(profile, path string) {
	file, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	if err := pprof.Lookup(profile).WriteTo(file, 2); err != nil {
		log.Fatal(err)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}

type account struct{ balance *int }

func (a *account) read() int { return *a.balance }

func forever(n int) int { return forever(n+1) + 1 }

func die(kind string) {
	switch kind {
	case "panic":
		debug.SetTraceback("all")
		ledger.Block(ledger.Open())
		time.Sleep(50 * time.Millisecond)
		panic("boom\nin two lines")
	case "nested":
		defer func() { panic(recover().(string) + ", again") }()
		panic("first")
	case "nil":
		(&account{}).read()
	case "deadlock":
		var mu sync.Mutex
		mu.Lock()
		mu.Lock()
	case "overflow":
		debug.SetMaxStack(1 << 20)
		forever(0)
	case "quit":
		debug.SetTraceback("system")
		ledger.Block(ledger.Open())
		time.Sleep(50 * time.Millisecond)
		if err := syscall.Kill(os.Getpid(), syscall.SIGQUIT); err != nil {
			log.Fatal(err)
		}
		time.Sleep(time.Hour)
	case "writes":
		m := map[int]int{}
		for i := 0; i < 4; i++ {
			go func() {
				for {
					m[1]++
				}
			}()
		}
		time.Sleep(time.Hour)
	}
	log.Fatalf("unknown way to die: %s", kind)
}
