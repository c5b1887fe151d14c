package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// Checkpoint signs how long each organisation's log is and what it holds. One
// that has not grown since its last checkpoint gets none.
func (a *App) Checkpoint(ctx context.Context) error {
	orgs, err := a.organisations(ctx)
	if err != nil {
		return err
	}
	for _, o := range orgs {
		if _, err := a.SignLog(ctx, o.ID); err != nil {
			return fmt.Errorf("sign a checkpoint of the log of %s: %w", o.Name, err)
		}
	}
	return nil
}

// SignLog signs a checkpoint of one organisation's log as it stands and keeps
// it. An empty log has none: the checkpoint's size is 0 then.
func (a *App) SignLog(ctx context.Context, orgID string) (record.Checkpoint, error) {
	var c record.Checkpoint
	err := a.DB.In(orgID).Update(ctx, func(tx *store.Tx) error {
		size, err := tx.LogSize(ctx)
		if err != nil || size == 0 {
			return err
		}
		root, err := tx.LogRoot(ctx, size)
		if err != nil {
			return err
		}
		if c, err = record.Sign(a.signer, size, root, tx.Now()); err != nil {
			return err
		}
		return tx.SaveCheckpoint(ctx, c)
	})
	return c, err
}

// VerifyLog computes an organisation's whole log anew and compares it with
// all that is kept of it and with every signed checkpoint.
func (a *App) VerifyLog(ctx context.Context, orgID string) (record.Report, error) {
	return a.VerifyLogAgainst(ctx, orgID, "", nil)
}

// VerifyLogAgainst is VerifyLog with a public key, in place of the one in the
// data folder, and with more checkpoints, kept elsewhere: only they show that
// the end of the log was cut off with its own checkpoints, or that all of it
// was written anew.
func (a *App) VerifyLogAgainst(ctx context.Context, orgID, key string, more [][]byte) (record.Report, error) {
	by := a.verifier
	if key != "" {
		var err error
		if by, err = publicKey(key); err != nil {
			return record.Report{}, err
		}
	}
	elsewhere, err := openAll(more, by, false)
	if err != nil {
		return record.Report{}, err
	}
	var report record.Report
	err = a.DB.In(orgID).View(ctx, func(tx *store.Tx) error {
		kept, err := tx.Checkpoints(ctx)
		if err != nil {
			return err
		}
		points, err := opened(kept, by)
		if err != nil {
			return err
		}
		if report, err = record.Verify(ctx, orgID, tx, append(points, elsewhere...)); err != nil {
			return err
		}
		o, err := tx.Organisation(ctx)
		report.Name = o.Name
		return err
	})
	return report, err
}

// publicKey reads the text of a public key.
func publicKey(text string) (note.Verifier, error) {
	by, err := note.NewVerifier(strings.TrimSpace(text))
	if err != nil {
		return nil, fault.New(fault.Invalid, "this is no public key of a log: %v", err).Helped("take the file keys/log.pub of the server's data folder")
	}
	return by, nil
}

// openAll checks the signatures of checkpoints. They are merely claimed where
// the key is.
func openAll(notes [][]byte, by note.Verifier, claimed bool) ([]record.Checkpoint, error) {
	points := make([]record.Checkpoint, len(notes))
	for i, n := range notes {
		p, err := record.Open(n, by)
		if err != nil {
			return nil, err
		}
		p.Claimed = claimed
		points[i] = p
	}
	return points, nil
}

// opened reads kept checkpoints, which must be kept as what they say they are.
func opened(kept []record.Checkpoint, by note.Verifier) ([]record.Checkpoint, error) {
	points := make([]record.Checkpoint, len(kept))
	for i, c := range kept {
		p, err := record.Open(c.Note, by)
		if err != nil {
			return nil, err
		}
		if p.Size != c.Size || !p.At.Equal(c.At) {
			return nil, fault.New(fault.Unverified, "the checkpoint that is kept for %d entries speaks of %d at %s", c.Size, p.Size, p.At.Format(record.Stamp))
		}
		points[i] = p
	}
	return points, nil
}

// exportHead is the first line of an exported log.
type exportHead struct {
	Aceso       string   `json:"aceso"` // "log export 1"
	Org         string   `json:"org"`
	Name        string   `json:"name"`
	Size        int64    `json:"size"`
	Key         string   `json:"key"`
	Checkpoints []string `json:"checkpoints"`
}

const exportForm = "log export 1"

// ExportLog writes an organisation's whole log as lines of JSON: a head with
// the signed checkpoints and the public key, then each entry's canonical
// bytes. A checkpoint of exactly what is written is signed first.
func (a *App) ExportLog(ctx context.Context, orgID string, w io.Writer) error {
	signed, err := a.SignLog(ctx, orgID)
	if err != nil {
		return fmt.Errorf("sign the log that is to be exported: %w", err)
	}
	size := signed.Size
	out := bufio.NewWriter(w)
	err = a.DB.In(orgID).View(ctx, func(tx *store.Tx) error {
		o, err := tx.Organisation(ctx)
		if err != nil {
			return err
		}
		head := exportHead{Aceso: exportForm, Org: o.ID, Name: o.Name, Size: size, Key: a.publicKey}
		points, err := tx.Checkpoints(ctx)
		if err != nil {
			return err
		}
		for _, c := range points {
			if c.Size <= size {
				head.Checkpoints = append(head.Checkpoints, string(c.Note))
			}
		}
		if err := json.NewEncoder(out).Encode(head); err != nil {
			return err
		}
		for from := int64(0); from < size; {
			leaves, err := tx.LogLeaves(ctx, from, int(min(500, size-from)))
			if err != nil {
				return err
			}
			if len(leaves) == 0 {
				return fault.New(fault.Unverified, "entry %d of %d is missing", from, size)
			}
			for _, l := range leaves {
				out.Write(l)
				out.WriteByte('\n')
			}
			from += int64(len(leaves))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// maxEntry bounds one line of an exported log.
const maxEntry = 4 << 20

// VerifyExport verifies an exported log without any database. Without a key,
// what the export brings along must agree with itself and is no more than
// claimed: whoever forged the log could have put another key in its head.
// More checkpoints, kept elsewhere, are compared and believed.
func VerifyExport(ctx context.Context, r io.Reader, key string, more [][]byte) (record.Report, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxEntry)
	if !lines.Scan() {
		return record.Report{}, fault.New(fault.Unverified, "the export is empty")
	}
	var head exportHead
	if err := json.Unmarshal(lines.Bytes(), &head); err != nil || head.Aceso != exportForm {
		return record.Report{}, fault.New(fault.Unverified, "this is not an exported log").Helped("make one with aceso audit export")
	}
	claimed := key == ""
	if claimed {
		key = head.Key
	}
	by, err := publicKey(key)
	if err != nil && claimed {
		return record.Report{}, fault.New(fault.Unverified, "the public key in the export can't be read")
	}
	if err != nil {
		return record.Report{}, err
	}
	own := make([][]byte, len(head.Checkpoints))
	for i, c := range head.Checkpoints {
		own[i] = []byte(c)
	}
	points, err := openAll(own, by, claimed)
	if err != nil {
		return record.Report{}, err
	}
	elsewhere, err := openAll(more, by, false)
	if err != nil {
		return record.Report{}, err
	}
	log := exported{size: head.Size}
	for lines.Scan() {
		log.leaves = append(log.leaves, bytes.Clone(lines.Bytes()))
	}
	if err := lines.Err(); err != nil {
		return record.Report{}, fault.New(fault.Unverified, "the export can't be read to its end: %v", err)
	}
	if int64(len(log.leaves)) != head.Size {
		return record.Report{}, fault.New(fault.Unverified, "the export says it has %d entries and has %d", head.Size, len(log.leaves))
	}
	report, err := record.Verify(ctx, head.Org, log, append(points, elsewhere...))
	report.Name = head.Name
	return report, err
}

// exported is a log that was read from a file.
type exported struct {
	size   int64
	leaves [][]byte
}

func (e exported) LogSize(context.Context) (int64, error) { return e.size, nil }

func (e exported) LogLeaves(_ context.Context, from int64, n int) ([][]byte, error) {
	return e.leaves[from:min(from+int64(n), int64(len(e.leaves)))], nil
}

// checkpointEvery is how often the log is signed.
const checkpointEvery = time.Hour

// VerifyLogs verifies the log of every organisation, by the key of the data
// folder or another.
func (a *App) VerifyLogs(ctx context.Context, key string) ([]record.Report, error) {
	orgs, err := a.organisations(ctx)
	if err != nil {
		return nil, err
	}
	var out []record.Report
	for _, o := range orgs {
		r, err := a.VerifyLogAgainst(ctx, o.ID, key, nil)
		if err != nil {
			return out, fmt.Errorf("the log of %s: %w", o.Name, err)
		}
		out = append(out, r)
	}
	return out, nil
}

func (a *App) organisations(ctx context.Context) ([]org.Organisation, error) {
	var orgs []org.Organisation
	err := a.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		orgs, err = tx.Organisations(ctx)
		return err
	})
	return orgs, err
}

// FindOrganisation returns the id of the organisation of that name or id;
// with an empty name, of the only one.
func (a *App) FindOrganisation(ctx context.Context, name string) (string, error) {
	orgs, err := a.organisations(ctx)
	if err != nil {
		return "", err
	}
	if name == "" && len(orgs) == 1 {
		return orgs[0].ID, nil
	}
	var names []string
	for _, o := range orgs {
		if o.ID == name || strings.EqualFold(o.Name, name) {
			return o.ID, nil
		}
		names = append(names, o.Name)
	}
	return "", fault.New(fault.NotFound, "there is no organisation %q", name).Helped("name one of: %s", strings.Join(names, ", "))
}
