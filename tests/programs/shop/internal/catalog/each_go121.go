//go:build !go1.23

package catalog

// matching walks with a callback: before Go 1.23 there is no range-over-func.
func (c *Catalog) matching(q string, found func(Item)) {
	c.bySKU.root.walk(func(_ string, it Item) bool {
		if match(&it, q) {
			found(it)
		}
		return true
	})
}

func (c *Catalog) weigh() (sum int) {
	c.tags.root.walk(func(_ string, tag struct{ Weight, Height int }) bool {
		if tag.Weight%200 != 0 {
			return true
		}
		return c.byPrice.root.walk(func(cents int64, _ []string) bool {
			sum += tag.Height % int(cents)
			return true
		})
	})
	return sum
}
