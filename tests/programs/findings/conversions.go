package main

import (
	"bytes"
	"strings"
	"time"
)

var found int

// conversions looks through bytes as a string, and back; the near miss looks through them as they are.
func conversions(near bool, until time.Time) {
	line := bytes.Repeat([]byte("GET /index.html 200 "), 40)
	for n := 0; n%256 != 0 || time.Now().Before(until); n++ {
		if near && n%256 != 0 {
			found += countBytes(line)
		} else {
			found += countString(line)
		}
	}
}

//go:noinline
func countBytes(line []byte) int {
	return bytes.Count(line, []byte("200"))
}

//go:noinline
func countString(line []byte) int {
	text := string(line)
	kept = []byte(text)
	return strings.Count(text, "200")
}

var kept []byte
