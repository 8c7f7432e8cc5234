package deps

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// clientTimeout bounds one run of a client: the archives are about 25 MB, and
// Maven fetches its own plugins first.
const clientTimeout = 20 * time.Minute

const lockPoll = 200 * time.Millisecond

func waitLock(ctx context.Context, f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockPoll):
		}
	}
}

// download runs the registry's client and gives the path of the archive.
func (a artefact) download(ctx context.Context, scratch string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, clientTimeout)
	defer cancel()
	dest := filepath.Join(scratch, "archive")
	if err := os.Mkdir(dest, 0o755); err != nil {
		return "", err
	}
	var err error
	switch a.client {
	case clientPip:
		err = a.pip(ctx, scratch, dest)
	case clientMaven:
		err = a.maven(ctx, scratch, dest)
	}
	if err != nil {
		return "", err
	}
	files, err := os.ReadDir(dest)
	if err != nil {
		return "", err
	}
	if len(files) != 1 {
		return "", fmt.Errorf("%s left %d files, not one", a.client, len(files))
	}
	return filepath.Join(dest, files[0].Name()), nil
}

// pip downloads a wheel for the artefact's platform, whatever Python runs pip.
// The requirements file carries the hash, so pip itself refuses any other.
func (a artefact) pip(ctx context.Context, scratch, dest string) error {
	command, err := findPip(ctx)
	if err != nil {
		return err
	}
	requirements := filepath.Join(scratch, "requirements.txt")
	line := fmt.Sprintf("%s==%s --hash=sha256:%s\n", a.name, a.version, a.sha256)
	if err := os.WriteFile(requirements, []byte(line), 0o644); err != nil {
		return err
	}
	output, err := run(ctx, append(command, "download",
		"--no-input", "--disable-pip-version-check", "--no-cache-dir", "--progress-bar", "off",
		"--retries", "2", "--timeout", "30",
		"--no-deps", "--only-binary", ":all:", "--require-hashes",
		"--python-version", "3.11", "--implementation", "cp", "--abi", "cp311", "--platform", a.tag,
		"--dest", dest, "--requirement", requirements))
	if err == nil {
		return nil
	}
	if bytes.Contains(output, []byte("DO NOT MATCH THE HASHES")) {
		return fmt.Errorf("%w (pip refused it)", ErrHash)
	}
	return clientError(ctx, "pip", lastLine(output), err)
}

// findPip gives the words that start a working pip.
func findPip(ctx context.Context) ([]string, error) {
	for _, command := range [][]string{{"pip"}, {"pip3"}, {"python3", "-m", "pip"}, {"python", "-m", "pip"}} {
		if _, err := exec.LookPath(command[0]); err != nil {
			continue
		}
		// A pip may be there and not start: a shim, or a Python without the module.
		if _, err := run(ctx, append(command[:len(command):len(command)], "--version")); err == nil {
			return command, nil
		}
	}
	return nil, errors.New("pip is not installed: install Python 3 with pip, then try again")
}

// dependencyPlugin is pinned too; it is the part of Maven that copies an artefact.
const dependencyPlugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"

// maven copies a jar. Maven takes its home from the passwd file, not from HOME,
// so its local repository is named; it goes with the scratch directory.
func (a artefact) maven(ctx context.Context, scratch, dest string) error {
	if _, err := exec.LookPath("mvn"); err != nil {
		return errors.New("mvn is not installed: install Maven with a JDK, then try again")
	}
	output, err := run(ctx, []string{"mvn", "--batch-mode", "--no-transfer-progress",
		"-Dmaven.repo.local=" + filepath.Join(scratch, "m2"),
		"-Daether.connector.connectTimeout=15000",
		"-Dstyle.color=never",
		dependencyPlugin,
		"-Dartifact=" + a.name + ":" + a.version + ":jar",
		"-DoutputDirectory=" + dest})
	if err == nil {
		return nil
	}
	return clientError(ctx, "mvn", firstError(output), err)
}

// run starts a client outside any project, so that no pom.xml or setup file of
// the working directory counts, and gives its whole output.
func run(ctx context.Context, command []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = os.TempDir()
	cmd.WaitDelay = 5 * time.Second
	return cmd.CombinedOutput()
}

func clientError(ctx context.Context, name, said string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s was stopped: %w", name, ctx.Err())
	}
	if said == "" {
		said = err.Error()
	}
	return fmt.Errorf("%s could not fetch it: %s; check that this machine reaches its package registry"+
		" (proxy settings?), then try again: nothing half-made was kept", name, said)
}

// lastLine gives the last line that says something.
func lastLine(output []byte) string {
	lines := strings.Split(strings.TrimSpace(string(output)), "\n")
	return strings.TrimPrefix(strings.TrimSpace(lines[len(lines)-1]), "ERROR: ")
}

// firstError gives the first line that Maven marks as an error: those after it
// explain how to run Maven again.
func firstError(output []byte) string {
	for line := range strings.Lines(string(output)) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "[ERROR] "); ok {
			return strings.TrimSuffix(rest, " -> [Help 1]")
		}
	}
	return lastLine(output)
}
