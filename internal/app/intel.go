package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/vuln"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
	"aceso/internal/worker"
)

// desk is the intelligence in use, as the faces and the worker ask for it.
type desk struct {
	dir    string
	trust  []string
	db     *store.DB
	holder *intel.Holder

	// swapped is told after another bundle came into use.
	swapped func(context.Context, *worker.News) error
	problem atomic.Pointer[string]
}

func newDesk(c Config, db *store.DB) *desk {
	return &desk{dir: c.Data, trust: c.Intel.Trust, db: db, holder: intel.NewHolder(c.Data)}
}

// refresh opens the bundle again when its file is another one, and has
// components matched again that rest on an older one.
func (d *desk) refresh(ctx context.Context) error {
	before, after, err := d.holder.Refresh()
	if err != nil {
		d.fail(err)
		return err
	}
	if after == nil || d.swapped == nil {
		return nil
	}
	if err := d.swapped(ctx, news(before, after)); err != nil {
		return err
	}
	return d.noteSwap(ctx, before, after)
}

// news says what differs between two bundles; nil when that is not known, and
// then all is matched again. So it is when they cover different things: a part
// whose name is in neither may be clean by one and not checkable by the other.
func news(before, after *intel.Bundle) *worker.News {
	if before == nil || !slices.Equal(before.Info().Coverage(), after.Info().Coverage()) {
		return nil
	}
	keys, err := intel.Changed(before, after)
	if err != nil {
		return nil
	}
	n := &worker.News{Before: before.Info().ID, Names: make(map[string]bool, len(keys))}
	for _, k := range keys {
		switch k.Kind {
		case intel.Package:
			n.Names[k.Ecosystem+"/"+k.Name] = true
		case intel.Product:
			n.Names["cpe:"+k.Name] = true
		case intel.Weakness:
			n.IDs = append(n.IDs, k.Name)
		}
	}
	return n
}

func (d *desk) fail(err error) {
	text := "the vulnerability data could not be renewed; the server's log says why"
	if f := fault.Of(err); f != nil {
		text = f.Error()
	}
	d.problem.Store(&text)
}

// bundle returns the bundle in use; nil while there is none.
func (d *desk) bundle() match.Intel {
	if b := d.holder.Bundle(); b != nil {
		return b
	}
	return nil
}

// Bundle returns the bundle in use, for the faces.
func (d *desk) Bundle() match.Intel { return d.bundle() }

// Now returns what the bundle in use rests on.
func (d *desk) Now() (vuln.Info, bool) {
	if b := d.holder.Bundle(); b != nil {
		return b.Info(), true
	}
	return vuln.Info{}, false
}

// AsOf says what a count rests on.
func (d *desk) AsOf() string {
	info, ok := d.Now()
	if !ok {
		return ""
	}
	return info.Made.UTC().Format(time.RFC3339) + " " + info.ID
}

// Weakness returns the weakness that goes by a name, with all that is kept of it.
func (d *desk) Weakness(name string) (*vuln.Weakness, error) {
	b := d.holder.Bundle()
	if b == nil {
		return nil, nil
	}
	return b.InFull(name)
}

// Support returns the support dates of a product's release cycles.
func (d *desk) Support(product string) ([]vuln.Support, error) {
	b := d.holder.Bundle()
	if b == nil {
		return nil, nil
	}
	return b.Support(product)
}

// Signature says who signed the bundle in use. One that does not hold is none.
func (d *desk) Signature() vuln.Signature {
	b := d.holder.Bundle()
	if b == nil {
		return vuln.Signature{}
	}
	sig, err := b.Signature(d.trust)
	if err != nil {
		return vuln.Signature{}
	}
	return sig
}

// Size is that of the bundle in use.
func (d *desk) Size() int64 {
	if b := d.holder.Bundle(); b != nil {
		return b.Size()
	}
	return 0
}

// Problem says why the newest try to renew the data did not succeed.
func (d *desk) Problem() string {
	if p := d.problem.Load(); p != nil {
		return *p
	}
	return ""
}

// arriving is what somebody sends; should it break off, the fault is on the way.
type arriving struct{ r io.Reader }

func (a arriving) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	var tooBig *http.MaxBytesError
	if err == nil || errors.Is(err, io.EOF) || errors.As(err, &tooBig) {
		return n, err
	}
	return n, fault.New(fault.Invalid, "the bundle breaks off: %v", err).Helped("send it again")
}

var _ serve.Intel = (*desk)(nil)
