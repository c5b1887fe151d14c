package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// A Beginning is what is asked before there is anything: the answers to the
// questions of aceso init.
type Beginning struct {
	Organisation string
	Side         org.Side
	Name, Email  string // of the first administrator
	Database     string // postgres:// address; "" for SQLite in the data folder
	Addr         string // host and port to listen on; "" for the usual one
	Host         string // the name under which people reach the server; "" for this machine alone
	Every        string // how often vulnerability data is fetched, as intel.every; "" for never
}

// ConfigFile is the configuration in a data folder.
func ConfigFile(data string) string { return filepath.Join(data, "aceso.toml") }

// Begun tells why a data folder can't be begun anew.
func Begun(data string) error {
	for _, name := range []string{ConfigFile(data), filepath.Join(data, "aceso.db")} {
		if _, err := os.Stat(name); err == nil {
			return fault.New(fault.Conflict, "%s is there already", name).Helped("name another folder with --data, or start this one with aceso serve")
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("look at %s: %w", name, err)
		}
	}
	return nil
}

// Check tells what of the answers can't be taken, before anything is written.
func (b Beginning) Check() error {
	if _, err := org.NewOrganisation(b.Organisation, b.Side, time.Now()); err != nil {
		return err
	}
	if _, err := org.NewMember(b.Email, b.Name, time.Now()); err != nil {
		return err
	}
	if b.Addr != "" {
		if _, _, err := net.SplitHostPort(b.Addr); err != nil {
			return fault.New(fault.Invalid, "%q is no address to listen on", b.Addr).Helped("give host and port, such as 127.0.0.1:8080")
		}
	}
	return nil
}

// write keeps the answers as the configuration of a new data folder.
func (b Beginning) write(data string) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return fault.New(fault.Invalid, "the folder %s can't be made: %v", data, err).Helped("name another one with --data")
	}
	var t strings.Builder
	t.WriteString("# What differs from the defaults. aceso config explain shows every setting with its meaning and source.\n")
	if b.Database != "" {
		fmt.Fprintf(&t, "database = %s\n", strconv.Quote(b.Database))
	}
	if b.Addr != "" {
		fmt.Fprintf(&t, "addr = %s\n", strconv.Quote(b.Addr))
	}
	if b.Host != "" {
		fmt.Fprintf(&t, "hosts = [%s]\n", strconv.Quote(b.Host))
	}
	if b.Every != "" {
		fmt.Fprintf(&t, "\n[intel]\nevery = %s\n", strconv.Quote(b.Every))
	}
	f, err := os.OpenFile(ConfigFile(data), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	if _, err := f.WriteString(t.String()); err != nil {
		return errors.Join(fmt.Errorf("write the configuration: %w", err), f.Close())
	}
	return f.Close()
}

// Begin makes a data folder ready: configuration, keys, database, the first
// organisation and its administrator. It returns the path of a link, good once
// and for three days, with which the administrator chooses a password.
func Begin(ctx context.Context, data string, b Beginning, logTo io.Writer) (link string, err error) {
	if err := b.Check(); err != nil {
		return "", err
	}
	if err := Begun(data); err != nil {
		return "", err
	}
	if err := b.write(data); err != nil {
		return "", err
	}
	config, err := LoadConfig(map[string]any{"data": data})
	if err != nil {
		return "", errors.Join(err, os.Remove(ConfigFile(data))) // so that the answers can be given again
	}
	a, err := OpenAlone(ctx, config, logTo)
	if err != nil {
		return "", errors.Join(err, os.Remove(ConfigFile(data)))
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return a.begin(ctx, b)
}

func (a *App) begin(ctx context.Context, b Beginning) (string, error) {
	o, err := org.NewOrganisation(b.Organisation, b.Side, a.DB.Now())
	if err != nil {
		return "", err
	}
	var key secret.Secret
	err = a.DB.In(o.ID).Update(ctx, func(tx *store.Tx) error {
		first, err := org.NewMember(b.Email, b.Name, tx.Now())
		if err != nil {
			return err
		}
		key, err = org.Begin(ctx, tx, o, first)
		return err
	})
	if err != nil {
		return "", err
	}
	return "/join?key=" + key.Reveal(), a.Checkpoint(ctx)
}
