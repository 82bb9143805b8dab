package main

import (
	"bufio"
	"io"
	"os"
	"time"
)

// syscalls writes letter by letter into a file; the near miss does so through a buffer.
func syscalls(near bool, until time.Time) {
	f, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	check(err)
	defer f.Close()
	var w io.Writer = f
	if near {
		w = bufio.NewWriterSize(f, 64<<10)
	}
	letter := []byte("x")
	for n := 0; n%256 != 0 || time.Now().Before(until); n++ {
		put(w, letter)
	}
}

//go:noinline
func put(w io.Writer, letter []byte) {
	_, err := w.Write(letter)
	check(err)
	spin(20)
}
