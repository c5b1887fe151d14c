package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/client"
	"aceso/internal/value/fault"
)

// serverFlags adds the flags of commands that speak to a server. The token
// comes from a file, never from a flag: command lines are seen by others.
func serverFlags(c *cobra.Command) func() (*client.Client, error) {
	server := c.Flags().String("server", "", "address of the server (or ACESO_SERVER; default http://127.0.0.1:8080)")
	tokenFile := c.Flags().String("token-file", "", "file that holds the API token (or ACESO_TOKEN_FILE)")
	return func() (*client.Client, error) {
		address, file := first(*server, os.Getenv("ACESO_SERVER"), "http://127.0.0.1:8080"), first(*tokenFile, os.Getenv("ACESO_TOKEN_FILE"))
		if file == "" {
			return nil, usageError{errors.New("no API token: name its file with --token-file")}
		}
		token, err := readFile(c, file, 4096)
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(token)) == 0 {
			return nil, usageError{fmt.Errorf("%s holds no API token", file)}
		}
		s, err := client.New(address, strings.TrimSpace(string(token)))
		if err != nil {
			return nil, usageError{err}
		}
		return s, nil
	}
}

func first(of ...string) string {
	for _, s := range of {
		if s != "" {
			return s
		}
	}
	return ""
}

// remote turns a server's refusal into a fault, so that the exit code tells what kind it is.
func remote(err error) error {
	var e *client.Error
	if errors.Is(err, client.ErrUnreachable) {
		return fault.New(fault.Unavailable, "%v", err)
	}
	if !errors.As(err, &e) {
		return err
	}
	kinds := map[int]fault.Kind{
		400: fault.Invalid, 401: fault.Unsigned, 403: fault.Forbidden, 404: fault.NotFound, 409: fault.Conflict,
		412: fault.Stale, 413: fault.TooLarge, 422: fault.Invalid, 428: fault.Unconditional, 429: fault.TooMany,
	}
	kind, ok := kinds[e.Status]
	if !ok {
		kind = fault.Unavailable
	}
	f := fault.New(kind, "%s", e.Detail)
	if e.Fix != "" {
		f = f.Helped("%s", e.Fix)
	}
	return f
}
