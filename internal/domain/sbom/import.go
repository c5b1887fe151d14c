package sbom

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/record"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// An SBOM is a bill of materials that a release has or had: the head of its
// document, and how it arrived. The parts are asked for by themselves.
type SBOM struct {
	ID      string
	Release string
	Current bool // the one that the release's answers rest on

	Hash     string // of the original bytes
	Size     int64
	File     string // name that the sender gave
	Via      string // how it came: web, api, cli, contract
	Imported time.Time
	By       string // name of who sent it
	Job      string // that matches it; the token which an uploader polls with
	Reading  string // how a person had the bytes read, where that is a choice: the columns of a table; "" for as the program does

	Format   Format
	Version  string // of the format
	Encoding string
	Serial   string
	Revision int
	Name     string
	Created  time.Time
	Authors  []string
	Tools    []string
	Supplier string
	Phases   []string
	Subject  string // name and version of what it is about

	Components int // in the document
	Distinct   int // of different identity
	Edges      int
	Errors     int // problems that break a rule
	Warnings   int
}

// An Arrival is a document that was read and is to be kept for a release.
type Arrival struct {
	Release  string
	Original record.Blob
	Via      string
	Reading  string
	Document Document
	Problems check.Problems
}

// A Receipt is the answer to an arrival.
type Receipt struct {
	SBOM
	Again bool // the same bytes had arrived for this release before and were read alike: nothing was done
}

// Tx is what this package asks of a transaction.
type Tx interface {
	record.Log
	job.Tx
	deed.Tx
	Release(ctx context.Context, id string) (product.Release, error)
	SBOM(ctx context.Context, id string) (SBOM, error)
	SBOMByHash(ctx context.Context, release, hash, reading string) (SBOM, error)
	CurrentSBOM(ctx context.Context, release string) (SBOM, error)
	// CreateSBOM keeps a new bill of materials and refuses the same bytes, read
	// alike, for the same release with a Conflict, also when both come at once.
	CreateSBOM(context.Context, SBOM, *Document, check.Problems) error
	// SetCurrentSBOM makes the release's answers rest on this one.
	SetCurrentSBOM(ctx context.Context, s SBOM) error
	SaveBlob(context.Context, record.Blob) error
}

// Import keeps a bill of materials for a release and asks for it to be
// matched. The same bytes for the same release are one import. The newest one
// is current, unless it is empty and another is not: an empty list must not
// make a release look safe.
func Import(ctx context.Context, tx Tx, who org.Actor, a Arrival) (Receipt, error) {
	if err := who.May(org.ImportSBOM); err != nil {
		return Receipt{}, err
	}
	release, err := tx.Release(ctx, a.Release)
	if err != nil {
		return Receipt{}, err
	}
	earlier, err := tx.SBOMByHash(ctx, release.ID, a.Original.Hash, a.Reading)
	if err == nil {
		return Receipt{SBOM: earlier, Again: true}, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return Receipt{}, err
	}
	s := a.head(tx.Now(), who)
	err = tx.CreateSBOM(ctx, s, &a.Document, a.Problems)
	if fault.Is(err, fault.Conflict) {
		earlier, err := tx.SBOMByHash(ctx, release.ID, a.Original.Hash, a.Reading)
		return Receipt{SBOM: earlier, Again: true}, err
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("import %s: %w", a.Original.Name, err)
	}
	if err := tx.SaveBlob(ctx, a.Original); err != nil {
		return Receipt{}, err
	}
	if s.Current, err = succeeds(ctx, tx, s); err != nil {
		return Receipt{}, err
	}
	if s.Current {
		if err := tx.SetCurrentSBOM(ctx, s); err != nil {
			return Receipt{}, fmt.Errorf("import %s: %w", a.Original.Name, err)
		}
	}
	if err := tx.SaveJob(ctx, job.Job{ID: s.Job, Kind: job.MatchSBOM, About: s.ID, State: job.Queued, By: who.Name, Asked: tx.Now(), Total: s.Distinct}); err != nil {
		return Receipt{}, err
	}
	return Receipt{SBOM: s}, tx.Append(ctx, record.Entry{What: "sbom.imported", About: s.ID, Who: who, Data: imported{
		Release: s.Release, Job: s.Job, SHA256: s.Hash, File: s.File, Via: s.Via, Format: string(s.Format) + " " + s.Version,
		Components: s.Components, Errors: s.Errors, Warnings: s.Warnings, Current: s.Current,
	}})
}

// imported is what the log says of an import. Followers read Job.
type imported struct {
	Release    string `json:"release"`
	Job        string `json:"job"`
	SHA256     string `json:"sha256"`
	File       string `json:"file"`
	Via        string `json:"via"`
	Format     string `json:"format"`
	Components int    `json:"components"`
	Errors     int    `json:"errors"`
	Warnings   int    `json:"warnings"`
	Current    bool   `json:"current"`
}

// head describes the arrival.
func (a Arrival) head(now time.Time, who org.Actor) SBOM {
	d := &a.Document
	s := SBOM{
		ID: id.New(), Release: a.Release, Hash: a.Original.Hash, Size: a.Original.Size, File: a.Original.Name, Via: a.Via,
		Imported: now, By: who.Name, Job: id.New(), Reading: a.Reading,
		Format: d.Format, Version: d.Version, Encoding: d.Encoding, Serial: d.Serial, Revision: d.Revision, Name: d.Name, Created: d.Created,
		Authors: d.Authors, Tools: d.Tools, Supplier: d.Supplier, Phases: d.Phases,
		Components: len(d.Components), Edges: len(d.Edges),
	}
	if d.Subject != nil {
		s.Subject = d.Subject.FullName()
		if d.Subject.Version != "" {
			s.Subject += " " + d.Subject.Version
		}
	}
	distinct := map[string]bool{}
	for _, c := range d.Components {
		distinct[c.Fingerprint()] = true
	}
	s.Distinct = len(distinct)
	for _, p := range a.Problems {
		if p.Level == check.Warning {
			s.Warnings++
		} else {
			s.Errors++
		}
	}
	return s
}

// succeeds tells whether a new bill of materials becomes the current one.
func succeeds(ctx context.Context, tx Tx, s SBOM) (bool, error) {
	if s.Components > 0 {
		return true, nil
	}
	current, err := tx.CurrentSBOM(ctx, s.Release)
	if fault.Is(err, fault.NotFound) {
		return true, nil
	}
	return current.Components == 0, err
}

// Choose makes an earlier bill of materials of a release the current one again.
func Choose(ctx context.Context, tx Tx, who org.Actor, id string) (SBOM, error) {
	if err := who.May(org.ImportSBOM); err != nil {
		return SBOM{}, err
	}
	s, err := tx.SBOM(ctx, id)
	if err != nil || s.Current {
		return s, err
	}
	before, err := tx.CurrentSBOM(ctx, s.Release)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return SBOM{}, err
	}
	if err == nil {
		if err := did(ctx, tx, who, before, s); err != nil {
			return SBOM{}, err
		}
	}
	return s, use(ctx, tx, who, &s)
}

// use makes a bill of materials the current one of its release.
func use(ctx context.Context, tx Tx, who org.Actor, s *SBOM) error {
	s.Current = true
	if err := tx.SetCurrentSBOM(ctx, *s); err != nil {
		return fmt.Errorf("choose a bill of materials: %w", err)
	}
	j, err := job.Ask(ctx, tx, who, job.MatchSBOM, s.ID)
	if err != nil {
		return err
	}
	return tx.Append(ctx, record.Entry{What: string(WasChosen), About: s.ID, Who: who, Data: map[string]string{"release": s.Release, "job": j.ID}})
}
