// SPDX-License-Identifier: Apache-2.0

// Aceso makes the health sector's Joint Security Plan run: for the makers of
// medical devices and for the hospitals that use them.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"aceso/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}
