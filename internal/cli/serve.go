package cli

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"runtime"

	"github.com/spf13/cobra"

	"aceso/internal/app"
)

// configFlags adds the flags that every command over a data folder has, and
// returns what was typed of them.
func configFlags(c *cobra.Command) func() map[string]any {
	data := c.Flags().String("data", "", "folder that holds everything (default aceso-data)")
	database := c.Flags().String("database", "", "postgres:// address instead of the database in the data folder")
	return func() map[string]any {
		set := map[string]any{}
		if c.Flags().Changed("data") {
			set["data"] = *data
		}
		if c.Flags().Changed("database") {
			set["database"] = *database
		}
		return set
	}
}

func newServe() *cobra.Command {
	c := &cobra.Command{
		Use:     "serve",
		Short:   "Run the workbench on a data folder",
		Long:    "Runs the workbench. The first start prints a link, good once and for half an hour, to set up the first organisation.",
		Args:    cobra.NoArgs,
		Example: examples("aceso serve --data /var/lib/aceso", "aceso serve --data ./aceso-data --addr 127.0.0.1:8080", "aceso serve --database postgres://aceso@db/aceso"),
	}
	typed := configFlags(c)
	addr := c.Flags().String("addr", "", "host and port to listen on (default 127.0.0.1:8080)")
	c.RunE = func(c *cobra.Command, _ []string) error {
		flags := typed()
		if c.Flags().Changed("addr") {
			flags["addr"] = *addr
		}
		config, err := app.LoadConfig(flags)
		if err != nil {
			return err
		}
		a, err := app.OpenAlone(c.Context(), config, c.ErrOrStderr())
		if err != nil {
			return err
		}
		defer a.Close()
		l, err := a.Listen()
		if err != nil {
			return err
		}
		link, err := a.SetUpLink(c.Context())
		if err != nil {
			return err
		}
		if link != "" {
			say(c, "Nobody has an account yet. Set up the first organisation here, within half an hour:\n  %s%s", origin(l), link)
		}
		say(c, "Ready: %s", origin(l))
		return a.Serve(c.Context(), l)
	}
	return c
}

// origin is where a listener is reached from this machine.
func origin(l net.Listener) string {
	host, port, _ := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func newDemo() *cobra.Command {
	c := &cobra.Command{
		Use:     "demo",
		Short:   "Open the workbench with a story in it: nothing to install, no account, no network",
		Long:    "Opens a workbench with the story of a maker of infusion pumps and a hospital. Its data lies in a temporary\nfolder, unless --data names one, and nothing leaves this computer.",
		Args:    cobra.NoArgs,
		Example: examples("aceso demo", "aceso demo --data ./demo --addr 127.0.0.1:8081", "aceso demo --print-token"),
	}
	data := c.Flags().String("data", "", "folder to keep the story in (default a temporary one)")
	addr := c.Flags().String("addr", "127.0.0.1:8080", "host and port to listen on")
	printToken := c.Flags().Bool("print-token", false, "print one API token on standard output")
	noBrowser := c.Flags().Bool("no-browser", false, "don't open a browser")
	c.RunE = func(c *cobra.Command, _ []string) error {
		say(c, "Aceso %s. Demonstration data, nothing leaves this computer.", Version)
		dir := *data
		if dir == "" {
			temporary, err := os.MkdirTemp("", "aceso-demo-")
			if err != nil {
				return fmt.Errorf("make a temporary folder: %w", err)
			}
			defer os.RemoveAll(temporary)
			dir = temporary
		}
		config, err := app.LoadConfig(map[string]any{"data": dir, "addr": *addr, "log.level": "warn", "log.format": "text"})
		if err != nil {
			return err
		}
		return demo(c, config, *printToken, *noBrowser)
	}
	return c
}

func demo(c *cobra.Command, config app.Config, printToken, noBrowser bool) error {
	ctx := c.Context()
	a, err := app.OpenAlone(ctx, config, c.ErrOrStderr())
	if err != nil {
		return err
	}
	defer a.Close()
	l, err := a.Listen()
	if err != nil {
		return err
	}
	story, err := a.TellStory(ctx)
	if err != nil {
		return err
	}
	if printToken {
		fmt.Fprintln(c.OutOrStdout(), story.Token.Reveal())
	}
	link := origin(l) + "/welcome?key=" + url.QueryEscape(story.Key.Reveal())
	say(c, "Ready: %s\n(good once; stop with Ctrl-C)", link)
	if !noBrowser && !printToken {
		go openBrowser(ctx, link)
	}
	return a.Serve(ctx, l)
}

// openBrowser opens a page where a person sits at this computer; elsewhere it does nothing.
func openBrowser(ctx context.Context, link string) {
	switch runtime.GOOS {
	case "darwin":
		exec.CommandContext(ctx, "open", link).Run()
	case "windows":
		exec.CommandContext(ctx, "rundll32", "url.dll,FileProtocolHandler", link).Run()
	default:
		if os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "" {
			exec.CommandContext(ctx, "xdg-open", link).Run()
		}
	}
}
