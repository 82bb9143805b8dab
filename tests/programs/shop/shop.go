package main

import (
	"context"
	"fmt"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"runtime/pprof"
	"strconv"
	"sync"
	"time"

	cart "example.com/web-shop/internal/cart.v2"
	"example.com/web-shop/internal/catalog"
	"example.com/web-shop/internal/depot"
	rules "example.com/web-shop/internal/price-rules"
	"example.com/web-shop/internal/render"
	"example.com/web-shop/internal/route"
)

// shop holds what the handlers share. The heap profile finds its catalog,
// sessions and receipts alive at the end.
type shop struct {
	store  *depot.Depot
	goods  *catalog.Catalog
	rule   rules.Rule
	offers []rules.Offer

	mu       sync.Mutex
	sessions map[string]*cart.Cart
	receipts [][]byte
}

func newShop(store *depot.Depot) *shop {
	return &shop{
		store:    store,
		goods:    catalog.New(2400),
		rule:     rules.Parse(6),
		offers:   rules.Offers(),
		sessions: make(map[string]*cart.Cart),
	}
}

// routes wraps its handlers twice: each wrapper is a closure on every request's
// stack.
func (s *shop) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/browse", s.browse)
	mux.HandleFunc("/search", s.search)
	mux.HandleFunc("/cart", s.addToCart)
	mux.HandleFunc("/checkout", s.checkout)
	mux.HandleFunc("/deliver", s.deliver)
	return counted(authorised(mux))
}

func counted(next http.Handler) http.Handler {
	var n int64
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		n++
		mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func authorised(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cart.Fraud(r.URL.RawQuery, 1000) == 0 {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// serve lets customers come for a while. Each request runs under two labels.
func serve(h http.Handler, workers int, length time.Duration) {
	deadline := time.Now().Add(length)
	paths := []string{"browse", "search", "cart", "checkout", "deliver"}
	tenants := []string{"north", "south", "naïve & <co>"}
	var wg sync.WaitGroup
	for i := 0; i < workers; i++ {
		wg.Add(1)
		go func(seed int) {
			defer wg.Done()
			rng := rand.New(rand.NewSource(int64(seed)))
			for time.Now().Before(deadline) {
				path := paths[rng.Intn(len(paths))]
				labels := pprof.Labels("handler", path, "tenant", tenants[rng.Intn(len(tenants))])
				pprof.Do(context.Background(), labels, func(context.Context) {
					request(h, path, rng.Intn(200))
				})
			}
		}(i)
	}
	wg.Wait()
}

func request(h http.Handler, path string, user int) {
	r := httptest.NewRequest("GET", fmt.Sprintf("/%s?user=%d&q=SKU-%d", path, user, user%10), nil)
	h.ServeHTTP(httptest.NewRecorder(), r)
}

func (s *shop) browse(w http.ResponseWriter, r *http.Request) {
	page := s.goods.Page(24)
	render.HTML(w, page)
}

func (s *shop) search(w http.ResponseWriter, r *http.Request) {
	found := s.goods.Search(r.FormValue("q"))
	render.JSON(w, catalog.Filter(found, func(it catalog.Item) bool { return it.Stock > 0 }))
}

func (s *shop) addToCart(w http.ResponseWriter, r *http.Request) {
	user := r.FormValue("user")
	s.mu.Lock()
	c := s.sessions[user]
	if c == nil {
		c = cart.New()
		s.sessions[user] = c
	}
	s.mu.Unlock()
	n, _ := strconv.Atoi(user)
	for _, it := range s.goods.Page(12) {
		c.Add(it.SKU, n%3+1, cart.Money(it.Cents))
	}
	render.JSON(w, c.Lines())
}

func (s *shop) checkout(w http.ResponseWriter, r *http.Request) {
	c := cart.New()
	for _, it := range s.goods.Page(18) {
		c.Add(it.SKU, 1, cart.Money(it.Cents))
	}
	total := c.Total()
	if s.rule.Eval(r.FormValue("q")) {
		for _, offer := range s.offers {
			total = cart.Money(offer(int64(total)))
		}
	}
	s.store.Reserve(c.Best(total / 3))
	render.JSON(w, map[string]any{"total": total, "sum": c.Signature()})
	s.keep(render.Receipt(c.Lines()))
}

// keep never forgets: a slow leak.
func (s *shop) keep(receipt []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.receipts = append(s.receipts, receipt)
}

func (s *shop) deliver(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.FormValue("user"))
	km := route.Tour(7)
	km += route.Ack(2, 150+n%50)
	if route.Even(100 + n) {
		km++
	}
	render.JSON(w, km)
}
