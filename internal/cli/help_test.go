package cli

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// everyCommand calls fn with each command that does something.
func everyCommand(fn func(c *cobra.Command, path string)) {
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if !c.HasSubCommands() {
			fn(c, c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(Streams{}))
}

func TestEveryCommandSaysWhatItDoesWithTwoExamples(t *testing.T) {
	n := 0
	everyCommand(func(c *cobra.Command, path string) {
		n++
		if c.Short == "" {
			t.Errorf("%s does not say what it does", path)
		}
		shown := 0
		for line := range strings.Lines(c.Example) {
			if strings.Contains(line, path) {
				shown++
			}
		}
		if shown < 2 {
			t.Errorf("%s has %d examples of itself", path, shown)
		}
		for f := range every(c.Flags().VisitAll) {
			if f.Usage == "" {
				t.Errorf("%s does not say what --%s does", path, f.Name)
			}
		}
	})
	t.Logf("%d commands", n)
}

// TestNoFlagTakesASecret: command lines are seen by others, so what is secret
// comes from a file.
func TestNoFlagTakesASecret(t *testing.T) {
	secret := regexp.MustCompile(`token|password|secret|key|sign`)
	everyCommand(func(c *cobra.Command, path string) {
		for f := range every(c.Flags().VisitAll) {
			if f.Value.Type() != "bool" && secret.MatchString(f.Name) && !strings.Contains(f.Usage, "file") {
				t.Errorf("%s --%s %s: is it a secret? Then it comes from a file", path, f.Name, f.Usage)
			}
		}
	})
}

func TestAnUnknownFlagSuggestsTheOneThatWasMeant(t *testing.T) {
	for typed, want := range map[string]string{"finding list --sevrity x": "--severity", "sbom lint --jsn x": "--json", "sbom push --prodcut x y": "--product", "fleet match --unit x": "--units", "serve --adr x": "--addr", "sbom lint --zzzzzzzz x": ""} {
		var talk strings.Builder
		code := Run(context.Background(), strings.Fields(typed), Streams{In: strings.NewReader(""), Out: &talk, Err: &talk})
		if code != exitUsage || strings.Contains(talk.String(), "did you mean") != (want != "") || !strings.Contains(talk.String(), want) {
			t.Errorf("%s: %d %s", typed, code, talk.String())
		}
	}
}

// TestAnInterruptedCommandSaysSo, whatever it was waiting for.
func TestAnInterruptedCommandSaysSo(t *testing.T) {
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	var talk strings.Builder
	if code := Run(ctx, []string{"finding", "list", "--server", "http://127.0.0.1:1", "--token-file", token}, Streams{In: strings.NewReader(""), Out: &talk, Err: &talk}); code != exitInterrupt {
		t.Errorf("%d: %s", code, talk.String())
	}
}

// TestHelpComesAtOnce measures the program from its start, the best of a few.
func TestHelpComesAtOnce(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	aceso := filepath.Join(t.TempDir(), "aceso") // by this name the test is the program
	if err := os.Symlink(self, aceso); err != nil {
		t.Fatal(err)
	}
	for args, most := range map[string]time.Duration{"--help": 50 * time.Millisecond, "check --help": 50 * time.Millisecond, "exit-codes": 100 * time.Millisecond} { // of a core: others may keep the machine busy
		best := time.Hour
		for range 12 {
			run := exec.Command(aceso, strings.Fields(args)...)
			if err := run.Run(); err != nil {
				t.Fatal(err)
			}
			best = min(best, run.ProcessState.UserTime()+run.ProcessState.SystemTime())
			if best < most/2 {
				break
			}
		}
		t.Logf("aceso %s: %v", args, best.Round(time.Millisecond))
		if best > most {
			t.Errorf("aceso %s takes %v, not %v", args, best, most)
		}
	}
}
