//go:build !go1.23

package main

// coroutines does nothing: Go had none.
func coroutines() {}
