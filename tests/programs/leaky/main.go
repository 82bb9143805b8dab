// Command leaky forgets to forget: two heap snapshots at two times, and the
// difference over a second as the runtime's own server gives it.
//
//	leaky -out DIR [-scale 1]
//
// heap1.pb.gz is taken early and heap2.pb.gz later: some sites grew, one shrank,
// one is new. delta.pb.gz holds negative values: what was freed meanwhile.
package main

import (
	"flag"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	_ "net/http/pprof"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"

	"example.com/leaky/internal/hoard"
)

func main() {
	out := flag.String("out", ".", "folder for the profiles")
	scale := flag.Int("scale", 1, "how many times as much to keep")
	flag.Parse()
	log.SetFlags(0)
	runtime.MemProfileRate = 16 << 10

	h := hoard.New()
	day(h, 40**scale)
	snapshot(filepath.Join(*out, "heap1.pb.gz"))
	day(h, 90**scale)
	h.WarmUp(2000 * *scale)
	h.Shrink(3)
	snapshot(filepath.Join(*out, "heap2.pb.gz"))

	server := httptest.NewServer(http.DefaultServeMux)
	defer server.Close()
	done := make(chan error)
	go func() { done <- fetch(server.URL+"/debug/pprof/heap?seconds=1", filepath.Join(*out, "delta.pb.gz")) }()
	// Late enough for the server to hold its first snapshot, early enough for the second.
	time.Sleep(300 * time.Millisecond)
	h.Shrink(100)
	day(h, 20**scale)
	collect()
	check(<-done)
	runtime.KeepAlive(h)
}

// day is one round of requests, each of which leaves something behind.
func day(h *hoard.Hoard, requests int) {
	for i := 0; i < requests; i++ {
		h.Login(i)
		h.Log(i)
		h.Upload(64 << 10)
		h.Subscribe(func() { h.Log(i) })
		h.Wait()
		h.Configure(i)
		h.Compile(i)
	}
}

// collect runs as many cycles as it takes for the heap profile to be about now.
func collect() {
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
}

func snapshot(path string) {
	collect()
	f, err := os.Create(path)
	check(err)
	check(pprof.Lookup("heap").WriteTo(f, 0))
	check(f.Close())
}

func fetch(url, path string) error {
	r, err := http.Get(url)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, r.Body); err != nil {
		return err
	}
	return f.Close()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
