package main

import (
	"sync"
	"time"
)

// goroutines asks for answers and waits for none of them but the first: those that are late wait for ever. The near miss
// is a pool of workers, of the same kind but few.
func goroutines(path string, near bool) {
	count := 150
	if near {
		count = 20
	}
	var begun sync.WaitGroup
	answers := make(chan int)
	for i := 0; i < count; i++ {
		begun.Add(1)
		go ask(&begun, answers)
	}
	begun.Wait()
	time.Sleep(20 * time.Millisecond)
	write("goroutine", path)
	for i := 0; i < count; i++ {
		<-answers
	}
	time.Sleep(20 * time.Millisecond)
}

func ask(begun *sync.WaitGroup, answers chan<- int) {
	begun.Done()
	answers <- 1
}
