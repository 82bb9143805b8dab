package main

import (
	"os"
	"time"
)

// idle computes on one processor of four; the near miss on all.
func idle(near bool) {
	workers := 1
	if near {
		workers = 4
	}
	together(workers, func(int) { spin(150 * time.Millisecond) })
}

// slices adds up numbers, a goroutine for every eight of them; in the near miss for every eight thousand.
func slices(near bool) {
	numbers := make([]int, 12_288)
	each := 8
	if near {
		each = 8_192
	}
	add(numbers, each)
	if near {
		spin(20 * time.Millisecond)
	}
}

func add(numbers []int, each int) int {
	if len(numbers) <= each {
		sum := 0
		for _, number := range numbers {
			sum += number
		}
		return sum
	}
	half := make(chan int, 1)
	middle := len(numbers) / 2
	go func() { half <- add(numbers[:middle], each) }()
	return add(numbers[middle:], each) + <-half
}

// pingpong hands numbers over one by one; the near miss by the hundred.
func pingpong(near bool) {
	numbers, answers := make(chan []int), make(chan int)
	go sum(numbers, answers)
	rounds, each := 1_200, 1
	if near {
		rounds, each = 20, 100
	}
	for n := 0; n < rounds; n++ {
		numbers <- make([]int, each)
		<-answers
	}
	close(numbers)
}

func sum(numbers chan []int, answers chan int) {
	for some := range numbers {
		sum := 0
		for _, number := range some {
			sum += number
		}
		answers <- sum
	}
}

// syscalls reads nothing but zeros, a lot of them at a time; the near miss reads few and computes.
func syscalls(near bool) {
	zeros, err := os.Open("/dev/zero")
	check(err)
	size := 16 << 20
	if near {
		size = 512
	}
	together(2, func(int) {
		buffer := make([]byte, size)
		for n := 0; n < 80; n++ {
			_, err := zeros.Read(buffer)
			check(err)
			if near {
				spin(100 * time.Microsecond)
			}
		}
	})
	check(zeros.Close())
}
