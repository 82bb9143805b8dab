// Package cart has a dot in its import path: its symbols carry it as %2e.
package cart

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/bits"
	"sort"
	"sync"
)

// Money is an amount in cents.
type Money int64

// Times is small enough to be inlined wherever it is called.
func (m Money) Times(n int) Money { return m * Money(n) }

// Line is one row of a cart.
type Line struct {
	SKU   string
	Count int
	Price Money
}

// sum is inlined into Total, and Times into sum: two inlined levels.
func (l *Line) sum() Money { return l.Price.Times(l.Count) }

// Cart is what a customer means to buy.
type Cart struct {
	mu    sync.Mutex
	lines []Line
}

// New returns an empty cart.
func New() *Cart { return &Cart{} }

// Add gives the heap profile its retained slices.
func (c *Cart) Add(sku string, n int, price Money) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.lines) > 200 {
		c.lines = append([]Line(nil), c.lines[100:]...)
	}
	c.lines = append(c.lines, Line{SKU: sku, Count: n, Price: price})
}

// Lines returns a sorted copy. The method value c.less is a wrapper named less-fm.
func (c *Cart) Lines() []Line {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := append([]Line(nil), c.lines...)
	sortBy(out, c.less)
	return out
}

func (c *Cart) less(a, b Line) bool { return a.sum() < b.sum() }

func sortBy(lines []Line, less func(a, b Line) bool) {
	sort.Slice(lines, func(i, j int) bool { return less(lines[i], lines[j]) })
}

// Total adds up the lines.
func (c *Cart) Total() Money {
	var t Money
	for i := range c.lines {
		t += c.lines[i].sum()
	}
	return t
}

// Best fills a budget by trying every subset: a closure that calls itself.
func (c *Cart) Best(budget Money) int {
	best := 0
	var try func(i int, left Money, taken int)
	try = func(i int, left Money, taken int) {
		if taken > best {
			best = taken
		}
		if i == len(c.lines) || left <= 0 {
			return
		}
		if s := c.lines[i].sum(); s <= left {
			try(i+1, left-s, taken+1)
		}
		try(i+1, left, taken)
	}
	if len(c.lines) > 13 {
		c.lines = c.lines[:13]
	}
	try(0, budget, 0)
	return best
}

// Signature spends its time in crypto/sha256 and fmt.
func (c *Cart) Signature() string {
	h := sha256.New()
	for i := 0; i < 4; i++ {
		for _, l := range c.lines {
			fmt.Fprintf(h, "%s|%d|%d;", l.SKU, l.Count, l.Price)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Fraud is all inlined arithmetic: Fraud > round > mix, three levels on one line.
func Fraud(query string, rounds int) uint64 {
	h := uint64(len(query))
	for i := 0; i < rounds; i++ {
		for j := 0; j < len(query); j++ {
			h = round(h, query[j])
		}
	}
	return h | 1
}

func round(h uint64, b byte) uint64 { return mix(h^uint64(b)) + 0x9e3779b97f4a7c15 }

func mix(h uint64) uint64 {
	h *= 0xbf58476d1ce4e5b9
	return bits.RotateLeft64(h, 31) ^ h>>27
}
