package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

type price struct {
	Name  string
	Cents int
}

// encoding writes a text with fmt and reads it with JSON, each time; the near miss does so once in a thousand times, and
// else with strconv.
func encoding(near bool, until time.Time) {
	for n := 0; n%256 != 0 || time.Now().Before(until); n++ {
		if near && n%1000 != 0 {
			found += plainly(n)
		} else {
			found += politely(n)
		}
	}
}

//go:noinline
func politely(n int) int {
	var p price
	check(json.Unmarshal([]byte(fmt.Sprintf(`{"Name": "tea", "Cents": %d}`, n)), &p))
	return p.Cents
}

//go:noinline
func plainly(n int) int {
	text := strconv.AppendInt(make([]byte, 0, 20), int64(n), 10)
	cents := 0
	for _, digit := range text {
		cents = cents*10 + int(digit-'0')
	}
	return cents
}
