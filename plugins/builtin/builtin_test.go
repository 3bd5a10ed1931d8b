package builtin_test

import (
	"os"
	"reflect"
	"testing"

	"gander/plugins/builtin"
	"gander/plugins/host"
	"gander/plugins/variant"
)

// TestMain lets the test binary be gander.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == builtin.ServeCommand {
		builtin.Serve(os.Args[2])
	}
	os.Exit(m.Run())
}

// Every variant starts as a process and says there what it says here.
func TestServe(t *testing.T) {
	l := &host.Launcher{Catalog: &host.Catalog{}}
	for _, name := range builtin.Names() {
		l.Catalog.Plugins = append(l.Catalog.Plugins, host.Plugin{Name: name, Source: host.FromBuiltIn})
	}
	for _, name := range builtin.Names() {
		t.Run(name, func(t *testing.T) {
			p, err := l.Launch(t.Context(), name, host.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.Describe(t.Context())
			if want := builtin.Describe(name); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("description: %v\n got %+v\nwant %+v", err, got, want)
			}
			if got.Name != name {
				t.Errorf("%s calls itself %q", name, got.Name)
			}
			if err := p.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
	if _, err := l.Launch(t.Context(), "nobody", host.Options{}); err == nil {
		t.Error("an unknown variant was launched")
	}
}

// Defaults pass the check that users' values have to pass.
func TestDefaults(t *testing.T) {
	for _, name := range builtin.Names() {
		specs := builtin.Describe(name).Params
		given := make(map[string]any)
		for _, s := range specs {
			given[s.Name] = s.Default
		}
		if _, problems := variant.Complete(specs, given); problems != nil {
			t.Errorf("%s: %v", name, problems)
		}
	}
}
