// Command drip leaks, and shows how to see it: snapshots of its heap one after the other.
//
//	drip -out DIR
//
// The snapshots are 1.pb.gz to 6.pb.gz. Sessions are never forgotten and grow with every round; pages fill a cache that is full
// after the second; buffers come and go; what was read at the beginning is let go of bit by bit. other.pb.gz is the last one
// taken at another rate, which cannot be compared with these.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

const rounds = 6

type session struct {
	user string
	log  [][]byte
}

type server struct {
	sessions map[int]*session
	pages    map[int][]byte
	buffers  [][]byte
	startup  [][]byte
}

func main() {
	out := flag.String("out", ".", "folder for the profiles")
	flag.Parse()
	log.SetFlags(0)
	runtime.MemProfileRate = 4096
	s := &server{sessions: map[int]*session{}, pages: map[int][]byte{}}
	s.start()
	for round := 1; round <= rounds; round++ {
		s.serve(round)
		snapshot(filepath.Join(*out, fmt.Sprint(round, ".pb.gz")))
		time.Sleep(200 * time.Millisecond)
	}
	runtime.MemProfileRate = 65536
	snapshot(filepath.Join(*out, "other.pb.gz"))
	runtime.KeepAlive(s)
}

func (s *server) start() {
	for i := 0; i < 60; i++ {
		s.startup = append(s.startup, config())
	}
}

func config() []byte { return make([]byte, 32<<10) }

// serve is a round of requests.
func (s *server) serve(round int) {
	for i := 0; i < 400; i++ {
		s.login(round*1000 + i)
		s.render(i % (200 * min(round, 2)))
	}
	s.buffers = nil
	for i := 0; i < 20+20*(round%2); i++ {
		s.buffers = append(s.buffers, buffer())
	}
	s.startup = s.startup[:len(s.startup)-8]
	for i := len(s.startup); i < cap(s.startup) && i < len(s.startup)+8; i++ {
		s.startup[:cap(s.startup)][i] = nil
	}
}

// login forgets nobody: this is the leak.
func (s *server) login(user int) {
	s.sessions[user] = &session{user: fmt.Sprint("user-", user), log: [][]byte{record()}}
}

func record() []byte { return make([]byte, 2048) }

// render keeps pages, and no more of them than there are.
func (s *server) render(page int) {
	if s.pages[page] == nil {
		s.pages[page] = html()
	}
}

func html() []byte { return make([]byte, 4096) }

func buffer() []byte { return make([]byte, 16<<10) }

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

func snapshot(path string) {
	// Several cycles, until the profile is about now.
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	f, err := os.Create(path)
	check(err)
	check(pprof.Lookup("heap").WriteTo(f, 0))
	check(f.Close())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
