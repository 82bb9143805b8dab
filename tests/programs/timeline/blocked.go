package main

import (
	"syscall"
	"time"
)

// blocked sits in a system call until its processor is taken away.
func blocked() {
	pause := syscall.NsecToTimespec(int64(15 * time.Millisecond))
	_ = syscall.Nanosleep(&pause, nil)
}
