// Package ledger keeps books behind a lock that one of its users never gives back.
package ledger

import (
	"net"
	"runtime"
	"sync"
	"time"
)

// Ledger is a sum behind a lock.
type Ledger struct {
	mu    sync.Mutex
	rates sync.RWMutex
	sum   int
	audit chan int
}

// Open makes an empty one.
func Open() *Ledger { return &Ledger{audit: make(chan int)} }

// Add adds a number.
func (l *Ledger) Add(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sum += n
}

// Audit keeps the lock until somebody asks for the sum, and nobody does.
func (l *Ledger) Audit() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.audit <- l.sum
}

// Rate reads under the other lock.
func (l *Ledger) Rate() int {
	l.rates.RLock()
	defer l.rates.RUnlock()
	return l.sum
}

func deep(n int, wait chan int) int {
	if n == 0 {
		return <-wait
	}
	return deep(n-1, wait) + 1
}

func ask(answers chan int) { answers <- 42 }

// Block leaves goroutines behind that wait: for the lock, for channels, for the network, for each other.
func Block(l *Ledger) {
	go l.Audit()
	time.Sleep(20 * time.Millisecond)
	for i := 0; i < 4; i++ {
		go l.Add(i)
	}
	l.rates.Lock()
	for i := 0; i < 2; i++ {
		go l.Rate()
	}
	for i := 0; i < 5; i++ {
		// The answer comes when nobody listens any more.
		answers := make(chan int)
		go ask(answers)
	}
	var never chan int
	go func() { <-never }()
	go func() { never <- 1 }()
	go func() { select {} }()
	go func() {
		select {
		case <-never:
		case l.audit <- 1:
		}
	}()
	var group sync.WaitGroup
	group.Add(1)
	go group.Wait()
	cond := sync.NewCond(&sync.Mutex{})
	go func() {
		cond.L.Lock()
		cond.Wait()
	}()
	go time.Sleep(time.Hour)
	go func() {
		runtime.LockOSThread()
		<-never
	}()
	go deep(150, make(chan int))
	if listener, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		go func() { _, _ = listener.Accept() }()
	}
	time.Sleep(20 * time.Millisecond)
}
