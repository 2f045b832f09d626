package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/viper"
)

// FileName is the name of the settings file, in the working folder and below the XDG config folder.
const FileName = "config.yaml"

// Options say where settings come from beside the environment.
type Options struct {
	// File is the file to read. Empty: config.yaml in the working folder, else newsgraph/config.yaml in the XDG config
	// folder, else none.
	File string
	// Flags are the flags that the user gave.
	Flags []Flag
}

// Flag is a flag of the command line that sets a key.
type Flag struct {
	Name string // as the user wrote it, for errors: "--addr"
	Key  string // one of Keys
	Text string // its value
}

// Load reads the settings: defaults, then the file, then the environment, then the flags, each over the one before. An
// unknown key of the file, or a value of the wrong type wherever it stands, is an error that names the key and the
// place.
func Load(o Options) (Config, error) {
	c := Default()
	file, err := findFile(o.File)
	if err != nil {
		return c, err
	}
	c.File = file
	v := viper.New()
	if file != "" {
		if err := readFile(v, file, &c); err != nil {
			return c, err
		}
	}
	for _, s := range c.settings() {
		if err := v.BindEnv(s.key, Variable(s.key)); err != nil {
			return c, fmt.Errorf("config: %w", err)
		}
	}
	for _, f := range o.Flags {
		v.Set(f.Key, f.Text)
	}
	for _, s := range c.settings() {
		if err := s.take(v, o.Flags, file); err != nil {
			return c, err
		}
	}
	c.Warnings = misspeltVariables(os.Environ())
	return c, c.readTokens()
}

// take sets the field from what v has for it, if anything.
func (s setting) take(v *viper.Viper, flags []Flag, file string) error {
	found := v.Get(s.key)
	if found == nil {
		return nil
	}
	place, isText := s.place(flags, file)
	if words, ok := found.(string); ok && isText {
		found = s.value.parse(words)
	}
	if err := s.value.set(found); err != nil {
		return fmt.Errorf("config: %s %w", place, err)
	}
	return nil
}

// place says where viper found the value, and whether values are text there whatever their type.
func (s setting) place(flags []Flag, file string) (place string, isText bool) {
	for _, f := range flags {
		if f.Key == s.key {
			return f.Name, true
		}
	}
	if os.Getenv(Variable(s.key)) != "" {
		return "environment: " + Variable(s.key), true
	}
	return file + ": " + s.key, false
}

// Variable is the name of the environment variable that sets key: NEWSGRAPH_SERVER_ADDR for server.addr.
func Variable(key string) string {
	return "NEWSGRAPH_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// Keys are the keys that there are, in the order of the shipped file.
func Keys() []string {
	var c Config
	var keys []string
	for _, s := range c.settings() {
		keys = append(keys, s.key)
	}
	return keys
}

// findFile is the path of the file to read, empty where there is none.
func findFile(named string) (string, error) {
	if named != "" {
		if _, err := os.Stat(named); err != nil {
			return "", fmt.Errorf("config: %w", err)
		}
		return named, nil
	}
	candidates := []string{FileName}
	if dir := xdgFolder(); dir != "" {
		candidates = append(candidates, filepath.Join(dir, "newsgraph", FileName))
	}
	for _, path := range candidates {
		info, err := os.Stat(path)
		switch {
		case err == nil && !info.IsDir():
			return path, nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("config: %w", err)
		}
	}
	return "", nil
}

// xdgFolder is the user's config folder by the XDG base directory specification, also on macOS; empty where unknown.
func xdgFolder() string {
	if dir := os.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return dir
	}
	if home := os.Getenv("HOME"); home != "" && runtime.GOOS != "windows" {
		return filepath.Join(home, ".config")
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return dir
}

// readFile reads the YAML file into v and refuses keys that are none.
func readFile(v *viper.Viper, file string, c *Config) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	v.SetConfigType("yaml")
	if err := v.ReadConfig(bytes.NewReader(data)); err != nil {
		return fmt.Errorf("config: %s: %w", file, flatten(err))
	}
	known := Keys()
	found := v.AllKeys()
	slices.Sort(found)
	for _, key := range found {
		if slices.Contains(known, key) {
			continue
		}
		inside, above := below(key, known), sectionOf(key)
		switch {
		case slices.Contains(known, above):
			return fmt.Errorf("config: %s: %s is no section; it takes a value", file, above)
		case inside == nil:
			return fmt.Errorf("config: %s: unknown key %s%s", file, key, suggestion(key, known))
		case v.Get(key) != nil:
			return fmt.Errorf("config: %s: %s is a section and takes no value; its keys are %s", file, key, strings.Join(inside, ", "))
		}
	}
	return nil
}

// below are the keys of the section that key names.
func below(key string, known []string) []string {
	var inside []string
	for _, k := range known {
		if strings.HasPrefix(k, key+".") {
			inside = append(inside, k)
		}
	}
	return inside
}

// sectionOf is the key without its last part; empty where it has one part.
func sectionOf(key string) string {
	return key[:max(0, strings.LastIndex(key, "."))]
}

// flatten puts an error of several lines on one.
func flatten(err error) error {
	return errors.New(strings.Join(strings.Fields(err.Error()), " "))
}
