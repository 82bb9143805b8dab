// Command traced makes, for every rule of findings about traces, a trace that must trigger it and a near miss that
// must not: two programs that do the same work, a file for each rule.
//
//	traced -out DIR [-rule NAME [-near]]
//
// The traces are NAME.trace and NAME.near.trace. With the rule "orders" it makes a trace of tasks, regions and logs.
package main

import (
	"flag"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/trace"
	"time"
)

// rule does the work of a rule, or of its near miss, on so many processors.
type rule struct {
	name  string
	procs int
	// prepare is done before the trace begins, if there is something to prepare.
	prepare func(near bool)
	work    func(near bool)
}

var rules = []rule{
	// So many processors that the sweeper need not yield often.
	{"assists", 12, nil, assists},
	{"collector", 12, keep, collector},
	{"convoys", 4, nil, convoys},
	{"idle", 4, nil, idle},
	{"latency", 2, nil, latency},
	{"leaks", 4, nil, leaks},
	{"orders", 12, nil, orders},
	{"pingpong", 4, nil, pingpong},
	{"samples", 4, sample, samples},
	{"serial", 4, nil, serial},
	{"short", 4, nil, short},
	{"slices", 4, nil, slices},
	{"stops", 4, crowd, stops},
	{"syscalls", 4, nil, syscalls},
}

func main() {
	out := flag.String("out", ".", "folder for the traces")
	only := flag.String("rule", "", "the only rule to make traces for")
	near := flag.Bool("near", false, "make the near miss of that rule, and nothing else")
	flag.Parse()
	log.SetFlags(0)
	for _, rule := range rules {
		switch {
		case *only == "":
			// Each in a process of its own: what one leaves behind is not in the trace of another.
			again("-out", *out, "-rule", rule.name)
			again("-out", *out, "-rule", rule.name, "-near")
		case *only == rule.name && *near:
			record(rule, filepath.Join(*out, rule.name+".near.trace"), true)
		case *only == rule.name:
			record(rule, filepath.Join(*out, rule.name+".trace"), false)
		}
	}
}

func record(rule rule, path string, near bool) {
	runtime.GOMAXPROCS(rule.procs)
	if rule.prepare != nil {
		rule.prepare(near)
	}
	f, err := os.Create(path)
	check(err)
	check(trace.Start(f))
	rule.work(near)
	trace.Stop()
	check(f.Close())
}

// again runs this program with other flags.
func again(flags ...string) {
	path, err := os.Executable()
	check(err)
	command := exec.Command(path, flags...)
	command.Stderr = os.Stderr
	check(command.Run())
}

// spin computes for some time.
func spin(length time.Duration) uint64 {
	state := uint64(88172645463325252)
	for start := time.Now(); time.Since(start) < length; {
		for n := 0; n < 64; n++ {
			state ^= state << 13
			state ^= state >> 7
			state ^= state << 17
		}
	}
	return state
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
