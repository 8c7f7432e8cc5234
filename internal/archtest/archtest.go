// Package archtest holds the import rule of the module as two tables, and the
// check over them: which of our packages may import which, and which vendor is
// known to which package. Its test runs the check over `go list`.
//
// A new package or dependency adds its line here in the same commit: a package
// or vendor that no line names is a finding, and so is a line that names nothing.
package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// module is the path of our module.
const module = "github.com/policybot/policybot"

// layers are the parents, lowest first. A layer imports the layers before it.
var layers = []string{"corpus", "retrieval", "bot", "evals", "cmd"}

// kind is what a package may import of ours.
type kind int

const (
	layer  kind = iota // the layers below, internal, and its own children that are leaves
	part               // its parent, the layers below, internal; never a sibling
	leaf               // nothing of ours
	base               // internal alone
	wiring             // everything: it puts the parts together
)

// line names one package of ours, relative to the module.
type line struct {
	pkg  string
	kind kind
	why  string
}

// vendorLine names modules (or one package) of others and who may import them.
// In who, * stands for anything within one path element.
type vendorLine struct {
	prefix string
	who    []string
	why    string
}

// Package is one package as `go list -json` prints it.
type Package struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// Check gives what breaks the rule, one sentence each; none when it holds.
func Check(pkgs []Package) []string { return check(lines, vendors, pkgs) }

func check(lines []line, vendors []vendorLine, pkgs []Package) []string {
	kinds := make(map[string]kind)
	unused := make(map[string]bool)
	var found []string
	for _, l := range lines {
		if _, twice := kinds[l.pkg]; twice {
			found = append(found, fmt.Sprintf("%s: named by two lines", l.pkg))
		}
		kinds[l.pkg] = l.kind
		unused[l.pkg] = true
	}
	idle := make(map[string]bool)
	for _, v := range vendors {
		idle[v.prefix] = true
	}
	for _, p := range pkgs {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		delete(unused, name)
		k, ok := kinds[name]
		if !ok {
			found = append(found, fmt.Sprintf("%s: no line names this package; add one with its kind and reason", name))
			continue
		}
		for _, imp := range p.Imports {
			if to, ours := strings.CutPrefix(imp, module+"/"); ours {
				if !allowed(kinds, name, k, to) {
					found = append(found, fmt.Sprintf("%s must not import %s", name, to))
				}
				continue
			}
			if v := vendorOf(vendors, imp); v != nil {
				delete(idle, v.prefix)
				if !matches(v.who, name) {
					found = append(found, fmt.Sprintf("%s must not import %s: %s", name, imp, v.why))
				}
			} else if isVendor(imp) {
				found = append(found, fmt.Sprintf("%s imports %s, which no line names", name, imp))
			}
		}
		for _, imp := range slices.Concat(p.TestImports, p.XTestImports) {
			if to, ours := strings.CutPrefix(imp, module+"/"); ours && rank(to) > rank(name) {
				found = append(found, fmt.Sprintf("a test of %s must not import %s, which is above it", name, to))
			}
		}
	}
	for name := range unused {
		found = append(found, fmt.Sprintf("%s: a line names this package, but there is none", name))
	}
	for prefix := range idle {
		found = append(found, fmt.Sprintf("%s: a line names this vendor, but nothing imports it", prefix))
	}
	slices.Sort(found)
	return found
}

// allowed reports whether package from, of kind k, may import package to of ours.
func allowed(kinds map[string]kind, from string, k kind, to string) bool {
	internal := strings.HasPrefix(to, "internal/")
	isLayer := slices.Contains(layers, to)
	switch k {
	case leaf:
		return false
	case base:
		return internal
	case wiring:
		return true
	case layer:
		child := path.Dir(to) == from && kinds[to] == leaf
		return internal || child || isLayer && rank(to) < rank(from)
	default: // part
		return internal || to == path.Dir(from) || isLayer && rank(to) < rank(from)
	}
}

// rank is the place of a package's layer, from 0. Internal is below all of them:
// every test may use it, and its own tests know none of them.
func rank(pkg string) int {
	top, _, _ := strings.Cut(pkg, "/")
	if top == "internal" {
		return -1
	}
	return slices.Index(layers, top)
}

// isVendor reports whether an import path is neither ours nor of the standard library.
func isVendor(imp string) bool {
	first, _, _ := strings.Cut(imp, "/")
	return strings.Contains(first, ".")
}

func vendorOf(vendors []vendorLine, imp string) *vendorLine {
	for i, v := range vendors {
		if imp == v.prefix || strings.HasPrefix(imp, v.prefix+"/") {
			return &vendors[i]
		}
	}
	return nil
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := path.Match(p, name)
		return ok && err == nil
	})
}
