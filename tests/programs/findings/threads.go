package main

// threads writes the profile of what made threads, which says nothing; the near miss is the profile of goroutines.
func threads(path string, near bool) {
	if near {
		write("goroutine", path)
	} else {
		write("threadcreate", path)
	}
}
