//go:build go1.23

package catalog

import "iter"

// All iterates by range-over-func: loop bodies become functions named -range1.
func (x *Index[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { x.root.walk(yield) }
}

func (c *Catalog) matching(q string, found func(Item)) {
	for _, it := range c.bySKU.All() {
		if match(&it, q) {
			found(it)
		}
	}
}

// weigh has a loop in a loop: -range1 and, inside it, -range2.
func (c *Catalog) weigh() (sum int) {
	for _, tag := range c.tags.All() {
		if tag.Weight%200 != 0 {
			continue
		}
		for cents := range c.byPrice.All() {
			sum += tag.Height % int(cents)
		}
	}
	return sum
}
