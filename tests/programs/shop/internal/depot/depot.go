// Package depot blocks: it feeds the goroutine, block and mutex profiles.
package depot

import (
	"context"
	"runtime/pprof"
	"strconv"
	"sync"
	"time"
)

// Depot has pickers that wait for orders, and one lock everybody wants.
type Depot struct {
	mu     sync.Mutex
	stock  map[int]int
	orders chan int
	closed chan struct{}
	cond   *sync.Cond
	ready  bool
	sums   sync.RWMutex
}

// Open starts n pickers, one clerk and two goroutines that wait to the end.
func Open(n int) *Depot {
	d := &Depot{stock: make(map[int]int), orders: make(chan int), closed: make(chan struct{})}
	d.cond = sync.NewCond(&d.mu)
	for i := 0; i < n; i++ {
		labels := pprof.Labels("picker", strconv.Itoa(i%2))
		pprof.Do(context.Background(), labels, func(context.Context) {
			// A call with arguments is started through a wrapper: gowrap1.
			go d.pick(i % 2)
		})
	}
	go d.clerk()
	for i := 0; i < 2; i++ {
		go d.await()
	}
	return d
}

// Reserve waits until a picker takes the order.
func (d *Depot) Reserve(n int) {
	d.orders <- n
	d.sums.RLock()
	defer d.sums.RUnlock()
}

// pick holds the lock long enough for the others to queue.
func (d *Depot) pick(shelf int) {
	for {
		select {
		case n := <-d.orders:
			d.move(shelf, n)
		case <-d.closed:
			return
		}
	}
}

func (d *Depot) move(shelf, n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := 0; i < 2000; i++ {
		d.stock[shelf+i%7] += n
	}
}

// clerk takes the lock four hundred times a second.
func (d *Depot) clerk() {
	tick := time.NewTicker(2500 * time.Microsecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			d.count()
		case <-d.closed:
			return
		}
	}
}

func (d *Depot) count() {
	d.sums.Lock()
	defer d.sums.Unlock()
	d.move(9, 1)
}

// await parks on a condition until Close.
func (d *Depot) await() {
	d.mu.Lock()
	for !d.ready {
		d.cond.Wait()
	}
	d.mu.Unlock()
}

// Close lets everybody go home.
func (d *Depot) Close() {
	d.mu.Lock()
	d.ready = true
	d.mu.Unlock()
	d.cond.Broadcast()
	close(d.closed)
}
