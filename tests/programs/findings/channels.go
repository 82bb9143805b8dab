package main

import "time"

// channels hands numbers from one goroutine to another, one by one; the near miss hands over a thousand at a time.
func channels(near bool, until time.Time) {
	each := 1
	if near {
		each = 1000
	}
	numbers, sums := make(chan []int), make(chan int)
	go add(numbers, sums)
	batch := make([]int, each)
	for time.Now().Before(until) {
		for n := 0; n < 1000/each; n++ {
			numbers <- batch
		}
	}
	close(numbers)
	<-sums
}

func add(numbers <-chan []int, sums chan<- int) {
	sum := 0
	for batch := range numbers {
		for _, n := range batch {
			sum += n
			spin(10)
		}
	}
	sums <- sum
}
