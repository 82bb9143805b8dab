// Package catalog is generic: its symbols carry type arguments.
package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// Item is something for sale.
type Item struct {
	SKU   string
	Name  string
	Cents int64
	Stock int
}

// Catalog finds items by number and by price.
type Catalog struct {
	bySKU   Index[string, Item]
	byPrice Index[int64, []string]
	tags    Index[string, struct{ Weight, Height int }]
	offered []Item
}

// New fills a catalog with n items.
func New(n int) *Catalog {
	c := &Catalog{}
	for i := 0; i < n; i++ {
		it := Item{fmt.Sprintf("SKU-%d", i), fmt.Sprintf("Item <%d> & more", i*7919%n), int64(i*7919%n) + 5, i % 9}
		c.bySKU.Put(it.SKU, it)
		c.byPrice.Put(it.Cents, []string{it.SKU})
		c.tags.Put(it.Name, struct{ Weight, Height int }{i, n - i})
		if i%6 == 0 {
			c.offered = append(c.offered, it)
		}
	}
	return c
}

// Page returns the n cheapest items on offer, by sorting them all each time.
func (c *Catalog) Page(n int) []Item {
	items := slices.Clone(c.offered)
	slices.SortFunc(items, func(a, b Item) int { return int(a.Cents - b.Cents) })
	return items[:n]
}

// Search walks the whole index. From Go 1.23 on it does so by range-over-func.
func (c *Catalog) Search(q string) []Item {
	heavy := c.weigh()
	var found []Item
	c.matching(q, func(it Item) { found = append(found, it) })
	return Map(found, func(it Item) Item {
		it.Stock += heavy % 2
		return it
	})
}

func match(it *Item, q string) bool {
	return strings.HasPrefix(it.SKU, q) || strings.Contains(strings.ToUpper(it.Name), q)
}

// Filter is instantiated for several shapes.
func Filter[T any](in []T, keep func(T) bool) []T {
	var out []T
	for _, v := range in {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}

// Map has two type arguments.
func Map[T, U any](in []T, f func(T) U) []U {
	out := make([]U, 0, len(in))
	for _, v := range in {
		out = append(out, f(v))
	}
	return out
}
