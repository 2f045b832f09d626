package graph

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unsafe"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/query"
	"github.com/cayleygraph/cayley/query/gizmo"
	"github.com/cayleygraph/quad"
	"github.com/dop251/goja"
)

// ScriptError is a mistake in a script.
type ScriptError struct {
	Line, Column int // from 1; 0 where it is not known
	Message      string
}

// Error has the place before the message.
func (e *ScriptError) Error() string {
	if e.Line == 0 {
		return "script: " + e.Message
	}
	return fmt.Sprintf("script:%d:%d: %s", e.Line, e.Column, e.Message)
}

// Gizmo runs a script in Cayley's Gizmo, JavaScript with paths over the quads, and gives its results in their order: what
// all() finds is a map[string]any of tags, with the value itself under "id"; what g.emit() gives is as it is. The script
// also has ng(id), which is the IRI of one of our ids, and named(name), a path from the entities of that name. Not more
// than limit results are given, 0 for all, and more says that there were others. A mistake of the script is a
// *ScriptError. The script ends with ctx, whatever it does; a short answer without an error there is not.
func (v *View) Gizmo(ctx context.Context, script string, limit int, yield func(result any) error) (more bool, err error) {
	qs := v.snap.quads()
	run, err := v.script(ctx, qs, script)
	if err != nil {
		return false, err
	}
	defer run.end()
	for n := 0; run.next(ctx); {
		if run.result == nil {
			continue
		}
		if limit > 0 && n == limit {
			run.enough = true
			return true, run.failure(ctx, qs)
		}
		if n++; run.err == nil {
			if err := yield(run.result); err != nil {
				return false, err
			}
		}
	}
	return false, run.failure(ctx, qs)
}

// scriptRun is a script that runs. Cayley runs it in a goroutine of its own, which nobody could save from a panic: so what
// Cayley runs there is a call of main, and main runs the script.
type scriptRun struct {
	vm      *goja.Runtime
	program *goja.Program
	results query.Iterator
	result  any
	err     error         // of reading results
	begun   bool          // main was called
	enough  bool          // no more results are wanted
	done    chan struct{} // closed when main has ended
	failed  error         // of the script; to be read when done
}

// The most calls that may stand in each other in a script.
const scriptDepth = 2000

// scriptName is what places in the script are told by.
const scriptName = "script"

// mainFunction is the name by which main is called.
const mainFunction = "__newsgraph_main"

func (v *View) script(ctx context.Context, qs cayley.QuadStore, script string) (*scriptRun, error) {
	program, err := goja.Compile(scriptName, script, false)
	if err != nil {
		return nil, compileError(err)
	}
	session := gizmo.NewSession(qs)
	run := &scriptRun{vm: engineOf(session), program: program, done: make(chan struct{})}
	run.vm.SetMaxCallStackSize(scriptDepth)
	err = errors.Join(
		run.vm.Set(mainFunction, run.main),
		run.vm.Set("ng", func(id string) quad.Value { return quad.IRI(v.base + id) }),
		run.vm.Set("__newsgraph_named", func(name string) ([]quad.Value, error) { return v.irisNamed(ctx, name) }),
	)
	if err == nil {
		_, err = run.vm.RunString("function named(name) { return g.V(...__newsgraph_named(name)) }")
	}
	if err != nil {
		return nil, fmt.Errorf("graph: gizmo: %w", err)
	}
	run.results, err = session.Execute(ctx, mainFunction+"()", query.Options{Collation: query.JSON, Limit: -1})
	if err != nil {
		return nil, fmt.Errorf("graph: gizmo: %w", err)
	}
	return run, nil
}

// engineOf is the script engine of a session, which has no other way to be stopped or to be told of more functions.
func engineOf(session *gizmo.Session) *goja.Runtime {
	field := reflect.ValueOf(session).Elem().FieldByName("vm")
	return *(**goja.Runtime)(unsafe.Pointer(field.UnsafeAddr()))
}

// irisNamed are the entities of a name. A path from none would be one from everything, so there is at least one.
func (v *View) irisNamed(ctx context.Context, name string) ([]quad.Value, error) {
	entities, err := v.EntitiesNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	if len(entities) == 0 {
		return nil, fmt.Errorf("there is no entity named %q", name)
	}
	iris := make([]quad.Value, len(entities))
	for i, e := range entities {
		iris[i] = quad.IRI(v.base + e.ID)
	}
	return iris, nil
}

// main runs the script.
func (r *scriptRun) main(goja.FunctionCall) goja.Value {
	defer close(r.done)
	defer func() {
		if p := recover(); p != nil {
			r.failed = fmt.Errorf("graph: gizmo: panic: %v", p)
			panic(r.vm.ToValue(r.failed.Error()))
		}
	}()
	_, r.failed = r.vm.RunProgram(r.program)
	return goja.Undefined()
}

// next goes on to the next result, nil where it is none to be shown.
func (r *scriptRun) next(ctx context.Context) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			r.err, ok = fmt.Errorf("graph: gizmo: panic: %v", p), false
		}
	}()
	r.begun = true
	if !r.results.Next(ctx) {
		return false
	}
	r.result = r.results.Result()
	return true
}

// end stops the script and waits for its end. A script may catch an interrupt, so there are more.
func (r *scriptRun) end() {
	_ = r.results.Close() // it never fails
	if !r.begun {
		return
	}
	const patience = 10 * time.Millisecond
	again := time.NewTicker(patience)
	defer again.Stop()
	for {
		select {
		case <-r.done:
			return
		case <-again.C:
			r.vm.Interrupt("the script is stopped")
		}
	}
}

// failure is why the results are not all that there are, if they are not.
func (r *scriptRun) failure(ctx context.Context, qs cayley.QuadStore) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("graph: gizmo: %w", err)
	}
	r.end()
	if store, ok := cayley.Unwrap(qs).(interface{ Err() error }); ok && store.Err() != nil {
		return fmt.Errorf("graph: gizmo: %w", closedError(store.Err()))
	}
	if r.err != nil || r.failed == nil || r.enough {
		return r.err
	}
	return runError(r.failed)
}

// compileError is a script that is no JavaScript. The engine has the place in the message: "(anonymous): Line 1:2 ...".
func compileError(err error) error {
	e := &ScriptError{Message: err.Error()}
	_, rest, found := strings.Cut(e.Message, "Line ")
	if !found {
		return e
	}
	if n, _ := fmt.Sscanf(rest, "%d:%d", &e.Line, &e.Column); n == 2 {
		_, e.Message, _ = strings.Cut(rest, " ")
		if at := strings.LastIndex(e.Message, " (and "); at > 0 {
			e.Message = e.Message[:at]
		}
	}
	return e
}

// runError is an error of a script that runs, with the innermost place in it.
func runError(err error) error {
	var thrown *goja.Exception
	if !errors.As(err, &thrown) {
		var deep *goja.StackOverflowError
		if errors.As(err, &deep) {
			return &ScriptError{Message: "calls stand too deep in each other"}
		}
		return err
	}
	e := &ScriptError{Message: thrown.Value().String()}
	for _, frame := range thrown.Stack() {
		if at := frame.Position(); at.Line > 0 && frame.SrcName() == scriptName {
			e.Line, e.Column = at.Line, at.Column
			break
		}
	}
	return e
}
