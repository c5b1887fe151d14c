package cli

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"aceso/internal/app"
)

// Version is set when a release is built.
var Version = "0.1.0-dev"

// Every face tells the same.
func init() { app.Version = Version }

func newVersion() *cobra.Command {
	c := &cobra.Command{Use: "version", Short: "Which Aceso this is", Args: cobra.NoArgs, Example: examples("aceso version", "aceso version --json")}
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		v := map[string]string{"version": Version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH}
		if info, ok := debug.ReadBuildInfo(); ok {
			for _, s := range info.Settings {
				if s.Key == "vcs.revision" {
					v["revision"] = s.Value
				}
			}
		}
		if *asJSON {
			return printJSON(c, v)
		}
		return printTable(c, [][]string{{"aceso", v["version"]}, {"go", v["go"]}, {"platform", v["platform"]}})
	}
	return c
}
