// Package pricerules has a hyphen in its import path and none in its name.
package pricerules

import (
	"regexp"
	"strings"
)

// Rule says whether a query earns a discount. All and Any call each other
// through it: mutual recursion through an interface.
type Rule interface{ Eval(query string) bool }

// All holds when every rule does.
type All []Rule

// Any holds when one rule does.
type Any []Rule

// Not is a method set on a pointer.
type Not struct{ rule Rule }

// Like matches a pattern: time in the regexp package.
type Like struct{ pattern *regexp.Regexp }

// Eval implements Rule.
func (a All) Eval(q string) bool {
	for _, r := range a {
		if !r.Eval(q) {
			return false
		}
	}
	return true
}

// Eval implements Rule.
func (a Any) Eval(q string) bool {
	for _, r := range a {
		if r.Eval(q) {
			return true
		}
	}
	return false
}

// Eval implements Rule.
func (n *Not) Eval(q string) bool { return !n.rule.Eval(q) }

// Eval implements Rule.
func (l Like) Eval(q string) bool { return l.pattern.MatchString(strings.Repeat(q, 8)) }

// never is compiled by a closure in a package variable, as old code has it.
var never = func() *regexp.Regexp { return regexp.MustCompile(`([A-Z]+\d*-?)+!$`) }()

// Parse builds a rule tree of the given depth in which every leaf is asked.
func Parse(depth int) Rule {
	if depth == 0 {
		return Like{never}
	}
	miss := Any{Parse(depth - 1), Like{never}}
	return All{&Not{miss}, &Not{Any{All{&Not{Parse(depth - 1)}, Like{never}}}}}
}

// Offer maps a total to a lower one.
type Offer func(cents int64) int64

// Offers returns closures made by closures: percent.func1 and Offers.func1.1.
func Offers() []Offer {
	nested := func(min int64) Offer {
		return func(cents int64) int64 {
			if cents < min {
				return cents
			}
			return percent(2)(cents)
		}
	}
	return []Offer{percent(5), nested(1000), nested(5000)}
}

func percent(p int64) Offer {
	return func(cents int64) int64 { return cents - cents*p/100 }
}
