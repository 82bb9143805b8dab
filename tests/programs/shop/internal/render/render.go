// Package render allocates: templates, JSON and gzip.
package render

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"html/template"
	"io"

	cart "example.com/web-shop/internal/cart.v2"
	"example.com/web-shop/internal/catalog"
)

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"price": func(cents int64) float64 { return float64(cents) / 100 },
}).Parse(`<ul>{{range .}}<li id="{{.SKU}}">{{.Name}}: {{price .Cents}}{{end}}</ul>`))

// HTML spends its time in reflection, escaping and compression.
func HTML(w io.Writer, items []catalog.Item) {
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err := page.Execute(z, items); err != nil {
		panic(err)
	}
	z.Close()
}

// JSON writes v twice: once to know its length.
func JSON(w io.Writer, v any) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		panic(err)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(map[string]any{"bytes": b.Len(), "value": v}); err != nil {
		panic(err)
	}
}

// Receipt returns a buffer that its caller keeps.
func Receipt(lines []cart.Line) []byte {
	b := make([]byte, 0, 4<<10)
	for _, l := range lines {
		b = fmt.Appendf(b, "%-40s %4d %8d\n", l.SKU, l.Count, l.Price)
	}
	return b
}
