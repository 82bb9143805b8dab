// Package hoard keeps what it should not: one way of leaking a method.
package hoard

import (
	"container/list"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// Hoard is the root that everything hangs from.
type Hoard struct {
	sessions  Cache[string, *session]
	thumbs    Cache[int, [512]byte]
	configs   []any
	filters   Cache[string, *regexp.Regexp]
	log       []string
	heads     [][]byte
	listeners []func()
	queue     *list.List
}

type session struct {
	user  string
	pages []string
	prefs map[string]string
}

// New returns an empty hoard.
func New() *Hoard { return &Hoard{queue: list.New()} }

// Login fills a cache that nobody empties: maps, slices and strings.
func (h *Hoard) Login(n int) {
	s := &session{user: fmt.Sprintf("user-%d-%d", n, h.sessions.Len()), prefs: make(map[string]string)}
	for i := 0; i < 20; i++ {
		s.pages = append(s.pages, strings.Repeat("/page", i))
		s.prefs[fmt.Sprint("pref", i)] = strings.Repeat("x", 40)
	}
	h.sessions.Put(s.user, s)
}

// Log appends to a slice for ever.
func (h *Hoard) Log(n int) {
	h.log = append(h.log, fmt.Sprintf("%06d %s", n, strings.Repeat("message ", 30)))
}

// Upload keeps 16 bytes of a large buffer and with them the whole buffer.
func (h *Hoard) Upload(size int) {
	h.heads = append(h.heads, read(size)[:16])
}

func read(size int) []byte { return make([]byte, size) }

// Subscribe keeps a closure and all that it captured.
func (h *Hoard) Subscribe(f func()) {
	state := make([]int64, 1<<10)
	h.listeners = append(h.listeners, func() {
		state[0]++
		f()
	})
}

// Wait queues nodes that are only ever pushed.
func (h *Hoard) Wait() {
	nest(h.queue, 30)
}

// nest gives the heap profile a recursion.
func nest(q *list.List, depth int) {
	q.PushBack(make([]byte, depth*8))
	if depth > 0 {
		nest(q, depth-1)
	}
}

// Configure keeps decoded JSON: deep stacks through reflection.
func (h *Hoard) Configure(n int) {
	text := fmt.Sprintf(`{"id": %d, "tags": [["a", "b"], ["c", {"d": [1, 2, 3]}]], "on": {"x": {"y": {"z": "%d"}}}}`, n, n)
	var config any
	if err := json.Unmarshal([]byte(text), &config); err != nil {
		panic(err)
	}
	h.configs = append(h.configs, config)
}

// Compile keeps one regular expression a user: recursion in regexp/syntax.
func (h *Hoard) Compile(n int) {
	h.filters.Put(fmt.Sprint(n, h.filters.Len()), regexp.MustCompile(fmt.Sprintf(`(user|(admin|(root))+)-%d[a-z]{3,9}$`, n)))
}

// WarmUp is a cache that is meant to be large.
func (h *Hoard) WarmUp(n int) {
	for i := 0; i < n; i++ {
		h.thumbs.Put(i, [512]byte{byte(i)})
	}
}

// Shrink forgets all but every nth upload: what a diff shows as negative.
func (h *Hoard) Shrink(n int) {
	var kept [][]byte
	for i := 0; i < len(h.heads); i += n {
		kept = append(kept, h.heads[i])
	}
	h.heads = kept
	h.log = h.log[:0:0]
}

// Cache is a map that never evicts.
type Cache[K comparable, V any] struct{ entries map[K]V }

// Put allocates inside the runtime's map code, under generic names.
func (c *Cache[K, V]) Put(k K, v V) {
	if c.entries == nil {
		c.entries = make(map[K]V)
	}
	c.entries[k] = v
}

// Len is inlined.
func (c *Cache[K, V]) Len() int { return len(c.entries) }
