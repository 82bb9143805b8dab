// Command deep writes profiles that no program run can be made to give: stacks
// of 10,000 frames, stray units, names that are not text. Go's own profiler cuts
// stacks at 128 frames, so these are written field by field.
//
//	deep -out DIR
package main

import (
	"compress/gzip"
	"flag"
	"log"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("out", ".", "folder for the profiles")
	flag.Parse()
	log.SetFlags(0)
	for _, c := range cases {
		p := newProfile()
		c.build(p)
		if err := write(filepath.Join(*out, c.name+".pb.gz"), p.encode()); err != nil {
			log.Fatal(err)
		}
	}
}

func write(path string, proto []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	z := gzip.NewWriter(f)
	if _, err := z.Write(proto); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}
