package app

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// How a check came out.
const (
	CheckOK      = "ok"
	CheckWarning = "warning" // works, and somebody should look at it
	CheckFault   = "fault"   // does not work, or something is harmed
)

// A Check is one thing that the doctor looked at. Its JSON shape is stable.
type Check struct {
	ID    string `json:"id"`
	State string `json:"state"` // ok, warning or fault
	Text  string `json:"text"`
	Fix   string `json:"fix,omitempty"` // what to do

	kind fault.Kind // of a fault
}

// A Diagnosis is all that the doctor looked at, in its order.
type Diagnosis struct {
	Checks []Check `json:"checks"`
}

// Worst returns the weightiest fault, or nil: damage before what does not
// answer, and that before what has to be set right.
func (d *Diagnosis) Worst() error {
	for _, kind := range []fault.Kind{fault.Unverified, fault.Invalid, fault.Unavailable} {
		n := 0
		for _, c := range d.Checks {
			if c.State == CheckFault && c.kind == kind {
				n++
			}
		}
		if n > 0 {
			return fault.New(kind, "%s", map[fault.Kind]string{
				fault.Unverified: "something is harmed", fault.Invalid: "something has to be set right", fault.Unavailable: "something does not answer",
			}[kind])
		}
	}
	return nil
}

// A doctor looks at an installation and changes nothing in it, but for one
// small file that is written to time the disk, and removed.
type doctor struct {
	Config
	now   func() time.Time
	built time.Time                                        // the source of the program; zero when not known
	room  func(dir string) (free, whole uint64, err error) // of a file system
	found Diagnosis
}

// Diagnose checks an installation, while a server runs on it or not. What
// leaves this machine is asked only when network is set.
func Diagnose(ctx context.Context, c Config, network bool) *Diagnosis {
	d := &doctor{Config: c, now: time.Now, built: builtAt(), room: roomOf}
	return d.look(ctx, network)
}

// look goes from the ground up. What rests on something that is not there is
// not looked at, and the fault above it says so.
func (d *doctor) look(ctx context.Context, network bool) *Diagnosis {
	if d.folder() {
		d.disk()
		d.writing()
		d.secrets()
		hasKeys := d.logKeys()
		if db := d.database(ctx); db != nil {
			d.databaseWhole(ctx, db)
			d.logs(ctx, db, hasKeys)
			d.evidence(ctx, db)
			d.backup(ctx, db)
			d.bundle(ctx, db)
			db.Close()
		} else {
			d.backup(ctx, nil)
			d.bundle(ctx, nil)
		}
	}
	d.address(ctx)
	if network {
		d.network(ctx)
	}
	return &d.found
}

func (d *doctor) ok(id, text string, args ...any) {
	d.found.Checks = append(d.found.Checks, Check{ID: id, State: CheckOK, Text: fmt.Sprintf(text, args...)})
}

func (d *doctor) warn(id, fix, text string, args ...any) {
	d.found.Checks = append(d.found.Checks, Check{ID: id, State: CheckWarning, Text: fmt.Sprintf(text, args...), Fix: fix})
}

func (d *doctor) fault(id string, kind fault.Kind, fix, text string, args ...any) {
	d.found.Checks = append(d.found.Checks, Check{ID: id, State: CheckFault, Text: fmt.Sprintf(text, args...), Fix: fix, kind: kind})
}

// failed is a fault from an error. One without a kind that the doctor tells
// apart has to be set right, unless the error says that a file is harmed.
func (d *doctor) failed(id, fix string, err error) {
	kind, text := fault.Invalid, err.Error()
	if f := fault.Of(err); f != nil {
		text = f.Text
		if f.Kind == fault.Unverified || f.Kind == fault.Unavailable {
			kind = f.Kind
		}
		if f.Fix != "" {
			fix = f.Fix
		}
	}
	if store.Damaged(err) {
		kind, fix = fault.Unverified, fromBackup
	}
	d.fault(id, kind, fix, "%s", text)
}

const fromBackup = "stop the server, keep a copy of the folder as it is, and restore the last good backup with aceso backup restore"

// builtAt is when the source of this program was last changed, as far as the
// build says.
func builtAt() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.time" {
				at, _ := time.Parse(time.RFC3339, s.Value)
				return at
			}
		}
	}
	return time.Time{}
}

// span is a length of time as people say it.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	case d >= time.Minute:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	}
	if d >= time.Second {
		return fmt.Sprintf("%d seconds", int(d.Seconds()))
	}
	return d.Round(time.Millisecond).String()
}

// amount is a number of bytes as people say it.
func amount(n uint64) string {
	for _, u := range []struct {
		size uint64
		name string
	}{{1 << 40, "TiB"}, {1 << 30, "GiB"}, {1 << 20, "MiB"}} {
		if n >= u.size {
			return fmt.Sprintf("%.1f %s", float64(n)/float64(u.size), u.name)
		}
	}
	return fmt.Sprintf("%d KiB", n>>10)
}
