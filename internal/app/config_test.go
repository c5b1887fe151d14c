package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aceso/internal/value/fault"
)

func TestTheConfigurationIsRefusedWhereItWouldBeIgnored(t *testing.T) {
	for rule, c := range map[string]struct {
		flags, env map[string]string
		toml       string
		want       string // in the fault; "" for none
	}{
		"nothing set is well":               {},
		"PostgreSQL by its usual name":      {flags: map[string]string{"database": "postgres://a@b/c"}},
		"PostgreSQL by its other name":      {env: map[string]string{"ACESO_DATABASE": "postgresql://a@b/c"}},
		"another database":                  {flags: map[string]string{"database": "mysql://me:secret@b/c"}, want: "mysql:// address"},
		"an address that is none":           {flags: map[string]string{"database": "b/c"}, want: "write postgres://"},
		"another database in the variables": {env: map[string]string{"ACESO_DATABASE": "sqlite://x"}, want: "sqlite://"},
		"a misspelt key in the file":        {toml: "address = \"x\"", want: `did you mean "addr"`},
		"a misspelt key in a table":         {toml: "[log]\nlevl = \"info\"", want: `did you mean "log.level"`},
		"a misspelt variable":               {env: map[string]string{"ACESO_DATABSE": "x"}, want: `did you mean "database"`},
		"a variable with one underscore":    {env: map[string]string{"ACESO_LOG_LEVEL": "info"}, want: `did you mean "log.level"`},
		"a key like no other":               {toml: "colour = 1", want: "known are addr, "},
		"a word that is no level":           {flags: map[string]string{"log.level": "loud"}, want: "take debug"},
	} {
		t.Run(rule, func(t *testing.T) {
			data := t.TempDir()
			flags := map[string]any{"data": data}
			for k, v := range c.flags {
				flags[k] = v
			}
			for k, v := range c.env {
				t.Setenv(k, v)
			}
			if err := os.WriteFile(filepath.Join(data, "aceso.toml"), []byte(c.toml), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := LoadConfig(flags)
			if c.want == "" && err != nil || c.want != "" && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v", err)
			}
			if err != nil && strings.Contains(strings.ReplaceAll(err.Error(), "secret_file", ""), "secret") {
				t.Errorf("the password is told: %v", err)
			}
		})
	}
}
