package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// target is one fuzz function.
type target struct {
	dir  string // of its package, below the working directory
	name string
}

func (t target) String() string { return t.dir + " " + t.name }

var declaration = regexp.MustCompile(`^func (Fuzz[A-Za-z0-9_]*)\(`)

// find lists the fuzz targets below the folders, in the order of their paths.
func find(folders []string) ([]target, error) {
	var found []target
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			names, err := declared(path)
			for _, name := range names {
				found = append(found, target{dir: filepath.ToSlash(filepath.Dir(path)), name: name})
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("look for fuzz targets in %s: %w", folder, err)
		}
	}
	return found, nil
}

// declared returns the names of the fuzz targets of one file.
func declared(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var names []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if m := declaration.FindStringSubmatch(lines.Text()); m != nil {
			names = append(names, m[1])
		}
	}
	return names, lines.Err()
}
