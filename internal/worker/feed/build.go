// Package feed brings what the world knows of weaknesses into the house: it
// fetches the public sources, each into its own cache that keeps the last
// good state, builds a new bundle from them beside the old one, holds it
// against the gates, and puts it in place in one step.
package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/eol"
	"aceso/internal/format/epss"
	"aceso/internal/format/intake"
	"aceso/internal/format/kev"
	"aceso/internal/store/intel"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// Inputs are the files that a bundle is built from. Each may be plain, gzip,
// zstd, zip or a folder.
type Inputs struct {
	OSV  string   // folder that holds ECOSYSTEM/all.zip or ECOSYSTEM/*.json, or is one such
	NVD  []string // JSON 2.0 pages, JSON 1.1 feeds, or one record a line
	CVE  []string // CVE records 5.x
	KEV  string   // catalogue, JSON or CSV
	EPSS string   // CSV
	EOL  string   // endoflife data

	Ecosystems []string // folders of the OSV input to read; none are all

	Made    time.Time       // the moment of the build
	Signer  string          // signing key; "" leaves the bundle unsigned
	Fetched time.Time       // when the files were fetched, where Notes don't say it
	Notes   map[string]Note // what is to be said of a source, by its name
}

// A Note is what fetching has to say of a source: when it was fetched, and
// why it is not as fresh as it should be.
type Note struct {
	Fetched time.Time
	Problem string
}

// Progress is told of each source now and then. It must be quick.
type Progress func(source string, records int)

// A Report is what came of a build.
type Report struct {
	Info    vuln.Info
	Refused []Refusal // the first thousand
	Odd     int       // records that broke a rule of their format and are of use
	Twice   int       // records that a newer one of the same id replaced, or that were not newer
}

// A Refusal is a record that could not be read.
type Refusal struct{ Source, Where, Why string }

const maxRefusals = 1000

// A builder carries one build.
type builder struct {
	ctx      context.Context
	in       Inputs
	progress Progress
	w        *intel.Writer
	report   Report
	done     map[string]bool // sources that were read
}

// Build makes a bundle at out from files. A record that can't be read is
// reported and left out; a file that can't be read ends the build.
func Build(ctx context.Context, in Inputs, progress Progress, out string) (*Report, error) {
	if in.OSV == "" && len(in.NVD)+len(in.CVE) == 0 {
		return nil, fault.New(fault.Invalid, "nothing says what a weakness is: there is no OSV, NVD or CVE input")
	}
	if progress == nil {
		progress = func(string, int) {}
	}
	w, err := intel.Create(out, intel.Options{Made: in.Made, Signer: in.Signer})
	if err != nil {
		return nil, err
	}
	defer w.Abort()
	b := &builder{ctx: ctx, in: in, progress: progress, w: w, done: map[string]bool{}}
	for _, step := range []func() error{b.osv, b.nvd, b.cve, b.kev, b.epss, b.eol} {
		if err := step(); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	b.missing()
	if b.report.Info, err = w.Finish(); err != nil {
		return nil, err
	}
	return &b.report, nil
}

// A tally counts what one source gives.
type tally struct {
	vuln.Source
	sum     hash.Hash
	end     time.Time // dates behind it are not believed
	undated int       // records that don't say when they were modified
	spoken  spoken
}

func (b *builder) begin(name string) *tally {
	t := &tally{Source: vuln.Source{Name: name, Fetched: b.in.Fetched}, sum: sha256.New(), end: b.in.Made.Add(24 * time.Hour)}
	if n, ok := b.in.Notes[name]; ok {
		t.Problem = n.Problem
		if !n.Fetched.IsZero() {
			t.Fetched = n.Fetched
		}
	}
	return t
}

// missing notes the sources of which there is nothing but a problem: a bundle
// without them must not look as if it needed none.
func (b *builder) missing() {
	for _, name := range slices.Sorted(maps.Keys(b.in.Notes)) {
		if n := b.in.Notes[name]; n.Problem != "" && !b.done[name] {
			b.w.Source(vuln.Source{Name: name, Fetched: n.Fetched, Problem: n.Problem})
		}
	}
}

func (b *builder) end(t *tally) {
	b.done[t.Name] = true
	t.SHA256 = hex.EncodeToString(t.sum.Sum(nil))
	if t.undated*2 > t.Records {
		t.AsOf = time.Time{} // the few dates of a source that hardly gives any tell nothing of its age
	}
	t.cover(b.in.Made.Year())
	b.w.Source(t.Source)
	b.progress(t.Name, t.Records)
}

// dated notes the date of a record. What lies ahead of the clock is somebody's
// mistake and must not make a source look fresh.
func (t *tally) dated(at time.Time) {
	if at.After(t.AsOf) && !at.After(t.end) {
		t.AsOf = at
	}
}

func (b *builder) refuse(t *tally, where, why string) {
	t.Refused++
	if len(b.report.Refused) < maxRefusals {
		b.report.Refused = append(b.report.Refused, Refusal{t.Name, where, why})
	}
}

// A decoder turns one document into a record.
type decoder func(data []byte) (vuln.Record, check.Problems, error)

// A batch is some documents, on their way to a decoder.
type batch struct {
	data  []byte
	ends  []int
	names []string
}

// batches are used again: a feed passes through a handful of them.
var batches = sync.Pool{New: func() any { return &batch{data: make([]byte, 0, batchBytes+batchBytes/8)} }}

// A decoded document, or why it is none.
type decoded struct {
	record vuln.Record
	name   string
	odd    bool
	err    error
}

const (
	batchBytes = 512 << 10
	batchItems = 256
)

// records decodes documents on all cores and adds them in their order. The
// producer calls put with the name and the bytes of each.
func (b *builder) records(t *tally, decode decoder, produce func(put func(name string, data []byte) error) error) error {
	return ordered(b.ctx, func(yield func(*batch) error) error {
		cur := batches.Get().(*batch)
		err := produce(func(name string, data []byte) error {
			cur.data = append(cur.data, data...)
			cur.ends, cur.names = append(cur.ends, len(cur.data)), append(cur.names, name)
			if len(cur.data) < batchBytes && len(cur.ends) < batchItems {
				return nil
			}
			full := cur
			cur = batches.Get().(*batch)
			return yield(full)
		})
		if err != nil || len(cur.ends) == 0 {
			return err
		}
		return yield(cur)
	}, func(in *batch) []decoded {
		out := make([]decoded, len(in.ends))
		start := 0
		for i, end := range in.ends {
			d := &out[i]
			var ps check.Problems
			d.record, ps, d.err = decode(in.data[start:end:end])
			d.name, d.odd = in.names[i], !ps.Valid()
			start = end
		}
		*in = batch{in.data[:0], in.ends[:0], in.names[:0]} // decoders copy what they keep
		batches.Put(in)
		return out
	}, func(list []decoded) error { return b.take(t, list) })
}

func (b *builder) take(t *tally, list []decoded) error {
	for i := range list {
		d := &list[i]
		if d.err != nil {
			b.refuse(t, d.name, d.err.Error())
			continue
		}
		t.Records++
		t.spoken.note(t.Name, &d.record)
		if d.record.Modified.IsZero() {
			t.undated++
		}
		t.dated(d.record.Modified)
		t.dated(d.record.Published)
		if d.odd {
			b.report.Odd++
		}
		added, err := b.w.Add(t.Name, &d.record)
		if err != nil {
			return err
		}
		if !added {
			b.report.Twice++
		}
	}
	b.progress(t.Name, t.Records)
	return nil
}

func (b *builder) kev() error {
	if b.in.KEV == "" {
		return nil
	}
	t := b.begin("kev")
	err := documents(b.in.KEV, t.sum, func(name string, in io.Reader) error {
		data, err := intake.Read(in, intake.Feed)
		if err != nil {
			return err
		}
		c, err := kev.Decode(data)
		if err != nil {
			return err
		}
		t.dated(c.AsOf())
		for _, p := range c.Refused {
			b.refuse(t, p.Path, p.Text)
		}
		for i := range c.Entries {
			e := &c.Entries[i]
			t.Records++
			b.w.Exploited(e.Record.ID, e.Exploited)
			if _, err := b.w.Add(t.Name, &e.Record); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	b.end(t)
	return nil
}

func (b *builder) epss() error {
	if b.in.EPSS == "" {
		return nil
	}
	t := b.begin("epss")
	err := documents(b.in.EPSS, t.sum, func(name string, in io.Reader) error {
		head, refused, err := epss.Decode(in, func(s epss.Score) error {
			t.Records++
			b.w.Probability(s.CVE, s.EPSS, s.Percentile)
			return nil
		})
		t.Refused += refused
		if head.Date.IsZero() {
			head.Date = dateIn(name)
		}
		if !head.Date.IsZero() {
			t.dated(head.Date)
			b.w.ProbabilityDate(head.Date.Format(time.DateOnly))
		}
		return err
	})
	if err != nil {
		return err
	}
	b.end(t)
	return nil
}

// dateIn finds a date in a file's name: archives write the day of the model
// run only there.
func dateIn(name string) time.Time {
	for i := 0; i+10 <= len(name); i++ {
		if t, err := time.Parse(time.DateOnly, name[i:i+10]); err == nil {
			return t
		}
	}
	return time.Time{}
}

func (b *builder) eol() error {
	if b.in.EOL == "" {
		return nil
	}
	t := b.begin("eol")
	err := documents(b.in.EOL, t.sum, func(name string, in io.Reader) error {
		data, err := intake.Read(in, intake.Feed)
		if err != nil {
			return err
		}
		products, problems, err := eol.Decode(name, data)
		if err != nil {
			b.refuse(t, name, err.Error())
			return nil
		}
		for _, p := range problems {
			b.refuse(t, name+": "+p.Path, p.Text)
		}
		for _, p := range products {
			if len(p.Cycles) == 0 { // nothing says until when any of it is supported
				t.Unused++
				continue
			}
			t.Records++
			if err := b.w.Support(p.Name, p.Cycles); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	b.end(t)
	return nil
}

// folders returns the folders of an OSV input that hold records, by name.
func folders(dir string) (map[string]string, []string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, fault.New(fault.NotFound, "there is no folder %s", dir)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", dir, err)
	}
	found, names := map[string]string{}, []string{}
	self := false
	for _, e := range entries {
		switch {
		case e.IsDir():
			if e.Name() != "delta" {
				names = append(names, e.Name())
				found[e.Name()] = filepath.Join(dir, e.Name())
			}
		case e.Name() == "all.zip" || filepath.Ext(e.Name()) == ".json":
			self = true
		}
	}
	if self {
		full, err := filepath.Abs(dir)
		if err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", dir, err)
		}
		name := filepath.Base(full)
		return map[string]string{name: dir}, []string{name}, nil
	}
	slices.Sort(names)
	return found, names, nil
}
