package catalog

import "cmp"

// Index is a search tree: methods of a generic type, recursive.
type Index[K cmp.Ordered, V any] struct {
	root *node[K, V]
	n    uint32
}

type node[K cmp.Ordered, V any] struct {
	key         K
	value       V
	rank        uint32
	left, right *node[K, V]
}

// Put keeps the tree balanced by random ranks (a treap).
func (x *Index[K, V]) Put(k K, v V) {
	x.n = x.n*1664525 + 1013904223
	x.root = x.root.put(k, v, x.n)
}

func (n *node[K, V]) put(k K, v V, rank uint32) *node[K, V] {
	if n == nil {
		return &node[K, V]{key: k, value: v, rank: rank}
	}
	switch cmp.Compare(k, n.key) {
	case -1:
		n.left = n.left.put(k, v, rank)
		if n.left.rank > n.rank {
			l := n.left
			n.left, l.right = l.right, n
			return l
		}
	case 1:
		n.right = n.right.put(k, v, rank)
		if n.right.rank > n.rank {
			r := n.right
			n.right, r.left = r.left, n
			return r
		}
	default:
		n.value = v
	}
	return n
}

// walk visits in order until visit says no.
func (n *node[K, V]) walk(visit func(K, V) bool) bool {
	return n == nil || n.left.walk(visit) && visit(n.key, n.value) && n.right.walk(visit)
}
