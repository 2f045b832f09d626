package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"newsgraph": main})
}

// TestScripts runs the program as its users do, by the scripts in testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Values[processesKey{}] = &processes{vars: append([]string(nil), env.Vars...), running: map[string]*process{}}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"gzip":   gzipCommand,
			"hex":    hexCommand,
			"record": recordCommand,
			"site":   siteCommand,
			"crash":  crashCommand,
			"start":  startCommand,
			"await":  awaitCommand,
			"send":   sendCommand,
			"end":    endCommand,
		},
	})
}

type processesKey struct{}

// processes are those that a script has started.
type processes struct {
	vars    []string
	running map[string]*process
}

// process is a newsgraph that runs beside its script.
type process struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	output *bufio.Reader // standard output and error
	said   strings.Builder
}

func running(ts *testscript.TestScript) *processes {
	return ts.Value(processesKey{}).(*processes)
}

func find(ts *testscript.TestScript, name string) *process {
	p := running(ts).running[name]
	if p == nil {
		ts.Fatalf("no process %q was started", name)
	}
	return p
}

// gzipCommand compresses a file: gzip IN OUT, or gzip IN OUT cut, which leaves the last bytes away.
func gzipCommand(ts *testscript.TestScript, _ bool, args []string) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, err := io.WriteString(w, ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Check(w.Close())
	content := zipped.Bytes()
	if len(args) > 2 {
		content = content[:len(content)-12]
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), content, 0o644))
}

// hexCommand writes the bytes that are given in hex: hex OUT BYTES.
func hexCommand(ts *testscript.TestScript, _ bool, args []string) {
	content, err := hex.DecodeString(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), content, 0o644))
}

// startCommand starts newsgraph: start NAME ARGUMENT...
func startCommand(ts *testscript.TestScript, _ bool, args []string) {
	all := running(ts)
	path := ""
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if found, err := exec.LookPath(filepath.Join(dir, "newsgraph")); err == nil {
			path = found
			break
		}
	}
	cmd := exec.Command(path, args[1:]...)
	cmd.Dir, cmd.Env = ts.MkAbs("."), append(append([]string(nil), all.vars...), "PATH="+ts.Getenv("PATH"))
	stdin, err := cmd.StdinPipe()
	ts.Check(err)
	output, to, err := os.Pipe()
	ts.Check(err)
	cmd.Stdout, cmd.Stderr = to, to
	ts.Check(cmd.Start())
	ts.Check(to.Close())
	p := &process{cmd: cmd, stdin: stdin, output: bufio.NewReader(output)}
	all.running[args[0]] = p
	// A process that never says what is waited for must not hold the tests up.
	watchdog := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	ts.Defer(func() {
		watchdog.Stop()
		if p.cmd.ProcessState == nil {
			_ = p.cmd.Process.Kill()
			_ = p.cmd.Wait()
		}
		_ = output.Close()
	})
}

// awaitCommand reads what a process says up to a line that matches: await NAME PATTERN [VARIABLE]. The variable is set to
// the pattern's first group.
func awaitCommand(ts *testscript.TestScript, _ bool, args []string) {
	p, pattern := find(ts, args[0]), regexp.MustCompile(args[1])
	for {
		line, err := p.output.ReadString('\n')
		p.said.WriteString(line)
		if groups := pattern.FindStringSubmatch(line); groups != nil {
			if len(args) > 2 {
				ts.Setenv(args[2], groups[1])
			}
			return
		}
		if err != nil {
			ts.Fatalf("%s ended without saying %s:\n%s", args[0], args[1], p.said.String())
		}
	}
}

// sendCommand writes a file to a process, so many times: send NAME FILE TIMES.
func sendCommand(ts *testscript.TestScript, _ bool, args []string) {
	times, err := strconv.Atoi(args[2])
	ts.Check(err)
	_, err = io.WriteString(find(ts, args[0]).stdin, strings.Repeat(ts.ReadFile(args[1]), times))
	ts.Check(err)
}

// endCommand interrupts a process and waits for its end: end NAME STATUS [PATTERN], where the pattern is what its output
// has.
func endCommand(ts *testscript.TestScript, _ bool, args []string) {
	p := find(ts, args[0])
	ts.Check(p.cmd.Process.Signal(os.Interrupt))
	rest, err := io.ReadAll(p.output)
	ts.Check(err)
	p.said.Write(rest)
	_ = p.cmd.Wait() // the status says it
	if got := fmt.Sprint(p.cmd.ProcessState.ExitCode()); got != args[1] {
		ts.Fatalf("%s: got status %s, want %s; it said:\n%s", args[0], got, args[1], p.said.String())
	}
	if len(args) > 2 && !regexp.MustCompile(args[2]).MatchString(p.said.String()) {
		ts.Fatalf("%s did not say %s:\n%s", args[0], args[2], p.said.String())
	}
}
