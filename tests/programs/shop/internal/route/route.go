// Package route recurses in every way a function can.
package route

// Ack calls itself twice, once inside the other's argument. Its stacks are
// deeper than the profiler follows and so come without a root.
func Ack(m, n int) int {
	if m == 0 {
		return n + 1
	}
	if n == 0 {
		return Ack(m-1, 1)
	}
	return Ack(m-1, Ack(m, n-1))
}

// Even and Odd call each other.
//
//go:noinline
func Even(n int) bool { return n == 0 || Odd(n-1) }

// Odd is the other half of Even.
//
//go:noinline
func Odd(n int) bool { return n != 0 && Even(n-1) }

// Tour finds a short way through n towns by trying every order.
func Tour(n int) int {
	best := 1 << 30
	seen := make([]bool, n)
	visit(0, 0, n, seen, &best)
	return best
}

func visit(at, km, left int, seen []bool, best *int) {
	if left == 0 {
		*best = min(*best, km)
		return
	}
	for to := range seen {
		if !seen[to] {
			seen[to] = true
			visit(to, km+distance(at, to), left-1, seen, best)
			seen[to] = false
		}
	}
}

// distance is inlined into visit.
func distance(a, b int) int { return (a*31+b*17)%23 + 1 }
