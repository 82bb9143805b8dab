// Command findings makes, for every rule of the page's findings, a profile that must trigger it and a
// near miss that must not: two programs that do the same work, a file for each rule.
//
//	findings -out DIR [-rule NAME [-near]]
//
// The profiles are NAME.pb.gz and NAME.near.pb.gz.
package main

import (
	"flag"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"time"
)

// rule makes the profile of one rule, or of its near miss, in a file of this path.
type rule struct {
	name string
	make func(path string, near bool)
}

var rules = []rule{
	{"allocation", cpu(allocation)},
	{"collector", cpu(collector)},
	{"contention", contention},
	{"conversions", cpu(conversions)},
	{"encoding", cpu(encoding)},
	{"goroutines", goroutines},
	{"channels", cpu(channels)},
	{"locks", locks},
	{"maps", cpu(maps)},
	{"profilers", profilers},
	{"short", short},
	{"syscalls", cpu(syscalls)},
	{"threads", threads},
	{"timers", timers},
}

func main() {
	out := flag.String("out", ".", "folder for the profiles")
	only := flag.String("rule", "", "the only rule to make profiles for")
	near := flag.Bool("near", false, "make the near miss of that rule, and nothing else")
	flag.Parse()
	log.SetFlags(0)
	for _, rule := range rules {
		switch {
		case *only == "":
			// Each in a process of its own: some profiles are of all that the process ever did.
			again("-out", *out, "-rule", rule.name)
			again("-out", *out, "-rule", rule.name, "-near")
		case *only == rule.name && *near:
			rule.make(filepath.Join(*out, rule.name+".near.pb.gz"), true)
		case *only == rule.name:
			rule.make(filepath.Join(*out, rule.name+".pb.gz"), false)
		}
	}
}

// again runs this program with other flags.
func again(flags ...string) {
	path, err := os.Executable()
	check(err)
	command := exec.Command(path, flags...)
	command.Stderr = os.Stderr
	check(command.Run())
}

// cpu profiles work for long enough to be trusted.
func cpu(work func(near bool, until time.Time)) func(string, bool) {
	return func(path string, near bool) { cpuFor(1200*time.Millisecond, path, near, work) }
}

func cpuFor(length time.Duration, path string, near bool, work func(near bool, until time.Time)) {
	f, err := os.Create(path)
	check(err)
	check(pprof.StartCPUProfile(f))
	work(near, time.Now().Add(length))
	pprof.StopCPUProfile()
	check(f.Close())
}

// write writes one of the runtime's own profiles.
func write(name, path string) {
	f, err := os.Create(path)
	check(err)
	check(pprof.Lookup(name).WriteTo(f, 0))
	check(f.Close())
}

// spin is work that no rule is about.
func spin(rounds int) {
	for i := 0; i < rounds; i++ {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
	}
}

var state uint64 = 88172645463325252

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
