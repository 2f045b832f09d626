// Package postgrestest gives tests a real PostgreSQL. It takes the server's programs, as Debian's package postgresql
// installs them, starts them with a data folder of their own, and gives the address of an empty database; where there are
// no such programs, the test is skipped.
package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Variable is the environment variable that names a server that runs already: the address, as postgres://user@host/db, of
// a database of a user who may create others.
const Variable = "NEWSGRAPH_TEST_POSTGRES"

// userName is who owns the databases of a server of this package.
const userName = "newsgraph"

// Server is a PostgreSQL of the test's own.
type Server struct {
	dir  string // with the data and the socket
	cmd  *exec.Cmd
	hold io.Closer // the server ends when it is closed, also by the end of this process
}

// shared is the server that the tests of one program share.
var shared struct {
	once   sync.Once
	server *Server
	err    error
	used   atomic.Int64 // databases so far
}

// Run runs the tests of a program and then ends the server that they share. It is for TestMain: os.Exit(Run(m)).
func Run(m *testing.M) int {
	code := m.Run()
	if shared.server != nil {
		shared.server.stop()
	}
	return code
}

// Database is the address of a fresh database on the server that the tests of this program share, which does not care
// whether its data would survive a fall of the machine. The database goes at the end of the test.
func Database(t testing.TB) string {
	t.Helper()
	if given := os.Getenv(Variable); given != "" {
		return create(t, given)
	}
	bin := programs(t)
	shared.once.Do(func() { shared.server, shared.err = start(bin, false) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return create(t, shared.server.Address("postgres"))
}

// Start starts a server for one test, which syncs as one that is in earnest. It ends with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := start(programs(t), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return s
}

// Database is the address of a fresh database of the server.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	return create(t, s.Address("postgres"))
}

// Address is that of a database of the server.
func (s *Server) Address(database string) string {
	values := url.Values{"host": {s.dir}, "user": {userName}, "sslmode": {"disable"}}
	return "postgres:///" + database + "?" + values.Encode()
}

// create makes a database on the server at an address.
func create(t testing.TB, address string) string {
	t.Helper()
	name := fmt.Sprintf("newsgraph_test_%d_%d", os.Getpid(), shared.used.Add(1))
	if err := execute(address, `CREATE DATABASE `+name+` TEMPLATE template0 ENCODING 'UTF8'`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A server that the test has killed has no databases to take away.
		_ = execute(address, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// EndOthers has the server end all other connections to a database.
func EndOthers(t testing.TB, address string) {
	t.Helper()
	err := execute(address, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	if err != nil {
		t.Fatal(err)
	}
}

// Schema is the address of a fresh, empty schema of a database, which is made faster than a database. It goes with the
// database.
func Schema(t testing.TB, address string) string {
	t.Helper()
	name := fmt.Sprintf("schema_%d", shared.used.Add(1))
	if err := execute(address, `CREATE SCHEMA `+name); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	values := u.Query()
	values.Set("search_path", name)
	u.RawQuery = values.Encode()
	return u.String()
}

func execute(address, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return fmt.Errorf("postgrestest: %w", err)
	}
	defer conn.Close(ctx)
	if _, err = conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("postgrestest: %s: %w", statement, err)
	}
	return nil
}

// programs is the folder of initdb and postgres: that of the newest version that Debian has installed, or one of PATH.
func programs(t testing.TB) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		t.Skipf("PostgreSQL is not installed (Debian: apt-get install postgresql), and %s names no server", Variable)
	}
	return filepath.Dir(initdb)
}

// version is that of /usr/lib/postgresql/15/bin/initdb.
func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// keep ends a server and takes its data away when its input ends: when it is told to, or this process is gone.
const keep = `"$1" -D "$2/data" </dev/null & pid=$!
cat >/dev/null
kill -INT $pid 2>/dev/null
wait $pid
rm -rf "$2"`

// start makes a data folder and a server on it, and waits until it answers.
func start(bin string, durable bool) (*Server, error) {
	dir, err := os.MkdirTemp("", "newsgraph-postgres")
	if err != nil {
		return nil, fmt.Errorf("postgrestest: %w", err)
	}
	owner, err := ownerOf(dir)
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-A", "trust", "-U", userName, "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.SysProcAttr = owner
	initdb.Dir = dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("postgrestest: initdb: %w: %s", err, out), os.RemoveAll(dir))
	}
	config := fmt.Sprintf("listen_addresses = ''\nunix_socket_directories = '%s'\nmax_connections = 500\nshared_buffers = 256MB\n", dir)
	if !durable {
		// What is known of tables does not change between two runs of a test by when a cleaner came by: plans follow from it.
		config += "fsync = off\nfull_page_writes = off\nautovacuum = off\n"
	}
	file, err := os.OpenFile(filepath.Join(dir, "data", "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("postgrestest: %w", err)
	}
	if _, err := file.WriteString(config); err != nil {
		return nil, fmt.Errorf("postgrestest: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("postgrestest: %w", err)
	}
	return s, s.run(bin, owner)
}

func (s *Server) run(bin string, owner *syscall.SysProcAttr) error {
	s.cmd = exec.Command("sh", "-c", keep, "sh", filepath.Join(bin, "postgres"), s.dir)
	s.cmd.SysProcAttr = owner
	s.cmd.Dir = s.dir
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return fmt.Errorf("postgrestest: %w", err)
	}
	defer log.Close()
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if s.hold, err = s.cmd.StdinPipe(); err != nil {
		return fmt.Errorf("postgrestest: %w", err)
	}
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("postgrestest: %w", err)
	}
	return s.answers()
}

// answers waits until the server can be used.
func (s *Server) answers() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		err := execute(s.Address("postgres"), `SELECT 1`)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			said, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			s.stop()
			return fmt.Errorf("postgrestest: the server does not answer: %w: %s", err, said)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *Server) stop() {
	_ = s.hold.Close()
	_ = s.cmd.Wait() // it was told to end
}

// Kill ends the server with SIGKILL, its connections too.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	pid, err := s.pid()
	if err != nil {
		t.Fatal(err)
	}
	others, err := s.children()
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for _, pid := range others {
		_ = syscall.Kill(pid, syscall.SIGKILL) // which may have seen that the first is gone
	}
	if err := s.gone(); err != nil {
		t.Fatal(err)
	}
}

// gone waits until no process of a killed server is left: as long as one has its shared memory, none can be started on the
// same data. A server's processes all have its data folder as their own. Where there is no /proc to look them up in, it
// does not wait.
func (s *Server) gone() error {
	data := filepath.Join(s.dir, "data")
	for end := time.Now().Add(time.Minute); ; {
		folders, err := filepath.Glob("/proc/[0-9]*/cwd")
		if err != nil {
			return fmt.Errorf("postgrestest: %w", err)
		}
		lives := slices.ContainsFunc(folders, func(folder string) bool {
			is, err := os.Readlink(folder) // fails for a process that has just ended
			return err == nil && is == data
		})
		if !lives {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("postgrestest: a process of the killed server in %s is still there", data)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// children are the server's other processes.
func (s *Server) children() ([]int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.Address("postgres"))
	if err != nil {
		return nil, fmt.Errorf("postgrestest: %w", err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()`)
	if err != nil {
		return nil, fmt.Errorf("postgrestest: %w", err)
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return nil, fmt.Errorf("postgrestest: %w", err)
	}
	return pids, nil
}

// pid is the server's first process, as it writes it into its data folder.
func (s *Server) pid() (int, error) {
	data, err := os.ReadFile(filepath.Join(s.dir, "data", "postmaster.pid"))
	if err != nil {
		return 0, fmt.Errorf("postgrestest: %w", err)
	}
	var pid int
	if _, err := fmt.Sscan(string(data), &pid); err != nil {
		return 0, fmt.Errorf("postgrestest: %w", err)
	}
	return pid, nil
}

// Restart starts the server again after Kill.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	bin := programs(t)
	// What was killed leaves its children to end by themselves, and its watcher waiting, which would take the data away.
	moved := s.dir + "-again"
	owner, err := ownerOf(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(s.dir, moved); err != nil {
		t.Fatal(err)
	}
	s.stop()
	if err := os.Rename(moved, s.dir); err != nil {
		t.Fatal(err)
	}
	if err := s.run(bin, owner); err != nil {
		t.Fatal(err)
	}
}

// ownerOf gives a folder to somebody whom the server runs as, which root may not be.
func ownerOf(dir string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		if who, err = user.Lookup("nobody"); err != nil {
			return nil, fmt.Errorf("postgrestest: whom to run PostgreSQL as: %w", err)
		}
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("postgrestest: %w", err)
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("postgrestest: %w", err)
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		return nil, fmt.Errorf("postgrestest: %w", err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}
